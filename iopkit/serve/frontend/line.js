/* The line to the page's kernel. It is opened anew when the pulse says that the server is back; what is said meanwhile waits. */
import { PROTOCOL, packed, unpacked } from "./envelope.js";

export function lineToKernel(hear) {
  const { base, kernelId } = window.iopkit;
  const session = crypto.randomUUID();
  const waiting = [];
  const questions = new Map();
  let socket = null;
  let gone = false;

  const isOpen = () => socket?.readyState === WebSocket.OPEN;
  const isOpening = () => socket?.readyState === WebSocket.CONNECTING;
  const address = () => new URL(`${base}api/kernels/${kernelId}/channels?session_id=${session}`, location.href).href.replace(/^http/, "ws");

  const receive = (event) => {
    const message = unpacked(event.data);
    if (message.header.msg_type === "status" && message.content.execution_state === "dead") gone = true;
    questions.get(message.parent.msg_id)?.(message);
    hear(message);
  };
  const open = () => {
    socket?.close();
    const mine = socket = new WebSocket(address(), PROTOCOL);
    mine.binaryType = "arraybuffer";
    mine.onmessage = (event) => mine === socket && receive(event);
    return new Promise((done) => {
      mine.onopen = () => {
        if (mine !== socket) return;
        waiting.splice(0).forEach((message) => mine.send(message));
        done(true);
      };
      mine.onclose = () => done(false);
    });
  };
  const say = (kind, content, metadata = {}, buffers = []) => {
    const id = crypto.randomUUID();
    const header = { msg_id: id, msg_type: kind, session, username: "", version: "5.4", date: new Date().toISOString() };
    const message = packed("shell", header, metadata, content, buffers);
    if (isOpen()) socket.send(message);
    else waiting.push(message);
    return id;
  };
  /* Ask for something; the answer is the first message that `fits` and has the question as its parent. */
  const ask = (fits, patience, ...said) => new Promise((done) => {
    const id = say(...said);
    const end = (answer) => { questions.delete(id); clearTimeout(timer); done(answer); };
    const timer = setTimeout(() => end(null), patience);
    questions.set(id, (message) => fits(message) && end(message));
  });
  const answers = async (patience) => {
    const info = await ask((message) => message.header.msg_type === "kernel_info_reply", patience, "kernel_info_request", {});
    return info !== null;
  };
  return { open, say, ask, answers, isOpen, isOpening, isGone: () => gone };
}
