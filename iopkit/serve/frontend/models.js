/* The widgets' states: what the kernel shows, and the messages between a piece and its kernel side. A browser never sets
   anything here: pieces only send messages, and what they show comes back from the store. */

const CONTROL = "jupyter.widget.control";

class Model {
  #listeners = new Map();
  #state;
  #send;

  constructor(id, state, send) {
    this.id = id;
    this.#state = state;
    this.#send = send;
  }

  get(name) { return this.#state[name]; }
  set(name, value) { this.update({ [name]: value }); }
  send(content, _callbacks, buffers) { this.#send({ method: "custom", content }, buffers); }

  on(name, listener) {
    if (!this.#listeners.has(name)) this.#listeners.set(name, new Set());
    this.#listeners.get(name).add(listener);
  }
  off(name, listener) { this.#listeners.get(name)?.delete(listener); }

  tell(name, ...said) {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try { listener(...said); } catch (error) { reportError(error); }
    }
  }

  /* Take what changed, all of it before anybody is told. */
  update(given) {
    const changed = Object.keys(given).filter((name) => JSON.stringify(given[name]) !== JSON.stringify(this.#state[name]));
    Object.assign(this.#state, given);
    changed.forEach((name) => this.tell(`change:${name}`));
  }
}

export function modelsOf(states) {
  const all = new Map();
  let line = null;

  const add = (id, state) => {
    const send = (data, buffers) => line.say("comm_msg", { comm_id: id, data }, {}, buffers);
    all.set(id, new Model(id, state, send));
  };
  const take = (id, state) => (all.has(id) ? all.get(id).update(state) : add(id, state));

  const hear = ({ header, content, buffers }) => {
    const { comm_id: id, data } = content;
    if (header.msg_type === "comm_open" && data?.state) take(id, data.state);
    else if (header.msg_type !== "comm_msg" || !all.has(id)) return;
    else if (data.method === "update") all.get(id).update(data.state);
    else if (data.method === "custom") all.get(id).tell("msg:custom", data.content, buffers);
  };
  /* After a broken connection: everything as it is now, also what was told to nobody. */
  const renew = async () => {
    const id = crypto.randomUUID();
    line.say("comm_open", { comm_id: id, target_name: CONTROL, data: {} }, { version: "1.0.0" });
    const fits = ({ header, content }) => header.msg_type === "comm_msg" && content.comm_id === id;
    const answer = await line.ask(fits, 20000, "comm_msg", { comm_id: id, data: { method: "request_states" } });
    line.say("comm_close", { comm_id: id, data: {} });
    if (!answer) return false;
    const { states } = answer.content.data;
    for (const [one, { state }] of Object.entries(states)) if (!all.has(one)) add(one, state);
    for (const [one, { state }] of Object.entries(states)) all.get(one).update(state);
    return true;
  };

  for (const [id, state] of Object.entries(states)) add(id, state);
  return { hear, renew, get: (id) => all.get(id), useLine: (given) => { line = given; } };
}
