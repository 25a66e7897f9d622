/* A file that the server hands over is saved like any download; it is not kept in the page. */
import { h } from "./dom.js";

export function takingFiles(model) {
  const take = (message, buffers) => {
    if (!message?.file) return;
    const address = URL.createObjectURL(new Blob([buffers[0]], { type: message.kind }));
    h("a", { href: address, download: message.file }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  };
  model.on("msg:custom", take);
  return () => model.off("msg:custom", take);
}
