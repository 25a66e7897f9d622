/* Messages as the kernel's websocket carries them, in the protocol v1.kernel.websocket.jupyter.org: how many parts, where
   each begins, where the last one ends, then the parts: channel, header, parent header, metadata, content, buffers. */

export const PROTOCOL = "v1.kernel.websocket.jupyter.org";
const TEXTS = 5;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function packed(channel, header, metadata, content, buffers = []) {
  const texts = [header, {}, metadata, content].map((part) => encoder.encode(JSON.stringify(part)));
  const parts = [encoder.encode(channel), ...texts, ...buffers.map((one) => new Uint8Array(one.buffer ?? one, one.byteOffset, one.byteLength))];
  const edges = [8 * (parts.length + 2)];
  for (const part of parts) edges.push(edges.at(-1) + part.byteLength);
  const whole = new Uint8Array(edges.at(-1));
  const view = new DataView(whole.buffer);
  [edges.length, ...edges].forEach((number, at) => view.setBigUint64(8 * at, BigInt(number), true));
  parts.forEach((part, at) => whole.set(part, edges[at]));
  return whole.buffer;
}

export function unpacked(whole) {
  const view = new DataView(whole);
  const number = (at) => Number(view.getBigUint64(8 * at, true));
  const edges = Array.from({ length: number(0) }, (_, at) => number(at + 1));
  const part = (at) => whole.slice(edges[at], edges[at + 1]);
  const [channel, ...texts] = Array.from({ length: TEXTS }, (_, at) => decoder.decode(part(at)));
  const [header, parent, metadata, content] = texts.map((text) => JSON.parse(text));
  const buffers = Array.from({ length: edges.length - 1 - TEXTS }, (_, at) => new DataView(part(TEXTS + at)));
  return { channel, header, parent, metadata, content, buffers };
}
