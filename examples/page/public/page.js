"use strict";

const firstDelay = 500, lastDelay = 30_000; // milliseconds between two tries
const shown = 500; // messages that are kept on the page

const $ = (id) => document.getElementById(id);
const log = $("log"), text = $("text"), name = $("name");

let socket;
let me; // the id that the server has for this page
let wanted = ""; // the name that was chosen here
let tries = 0;

// connect opens a websocket to where the page came from.
function connect() {
	show("connecting", "connecting");
	socket = new WebSocket(location.href.replace(/^http/, "ws").replace(/[?#].*/, ""));
	socket.onmessage = (event) => receive(JSON.parse(event.data));
	socket.onclose = closed;
}

// closed waits before the next try, twice as long each time. A part of the delay is
// left to chance, so that not all pages come back to a new server at once.
function closed(event) {
	const delay = Math.min(lastDelay, firstDelay * 2 ** tries++) * (0.5 + Math.random() / 2);
	const why = event.reason || (event.code === 1006 ? "no connection" : "closed");
	const seconds = Math.max(1, Math.round(delay / 1000));
	show("closed", `${why} (${event.code}), next try in ${seconds} s`);
	setTimeout(connect, delay);
}

function show(state, message) {
	document.body.dataset.state = state;
	$("status").textContent = message;
	for (const e of document.querySelectorAll("footer input, footer button")) e.disabled = state !== "open";
}

// What the server says, by type.
const handlers = {
	welcome(m) {
		tries = 0;
		me = m.id;
		name.value = m.name;
		show("open", "");
		if (document.activeElement === document.body) text.focus();
		note(`you are ${m.name}`);
		if (wanted) send("name", wanted);
	},
	joined: (m) => note(`${m.name} joined`),
	left: (m) => note(`${m.name} left`),
	renamed(m) {
		if (m.id === me) name.value = wanted = m.text;
		note(`${m.name} is now ${m.text}`);
	},
	said: (m) => add(m.id === me ? "said mine" : "said", m.text, m.name),
	refused: (m) => note(m.text, "problem"),
};

function receive(m) {
	handlers[m.type]?.(m);
	if (m.here) $("status").textContent = m.here === 1 ? "only you are here" : `${m.here} are here`;
}

function send(type, text) {
	if (socket.readyState !== WebSocket.OPEN) return false;
	socket.send(JSON.stringify({ type, text }));
	return true;
}

const note = (message, kind = "") => add(`note ${kind}`, message);

// add appends a line. What others have written is text to the browser, never markup.
function add(kind, message, from) {
	const line = document.createElement("li");
	line.className = kind;
	if (from) line.append(Object.assign(document.createElement("b"), { textContent: from }));
	line.append(message);
	const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
	log.append(line);
	while (log.children.length > shown) log.firstChild.remove();
	if (atEnd) log.scrollTop = log.scrollHeight;
}

$("say").onsubmit = (event) => {
	event.preventDefault();
	if (text.value.trim() && send("say", text.value)) text.value = "";
};

$("rename").onsubmit = (event) => {
	event.preventDefault();
	if (name.value.trim()) send("name", name.value);
	text.focus();
};

connect();
