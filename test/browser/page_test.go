package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/coder/websocket"
)

// A tab is one of the browser's.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu         sync.Mutex
	handshakes []handshake
}

// A handshake is the headers of a websocket's request and response that are about
// extensions.
type handshake struct{ offered, agreed string }

// open opens a page in a tab of its own. before runs in it before the page's script.
func open(t *testing.T, browser context.Context, url, before string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	x := &tab{t: t, ctx: ctx}
	x.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: before})
		return err
	}))
	if err := chromedp.Listen(ctx, x.listen); err != nil {
		t.Fatal(err)
	}
	x.do(chromedp.Navigate(url))
	return x
}

// listen is told of all that happens in the tab.
func (x *tab) listen(ev any) {
	x.mu.Lock()
	defer x.mu.Unlock()
	switch ev := ev.(type) {
	case *runtime.EventExceptionThrown:
		x.t.Errorf("the page's script: %v", ev.ExceptionDetails)
	case *network.EventWebSocketWillSendHandshakeRequest:
		x.handshakes = append(x.handshakes, handshake{offered: extensions(ev.Request.Headers)})
	case *network.EventWebSocketHandshakeResponseReceived:
		x.handshakes[len(x.handshakes)-1].agreed = extensions(ev.Response.Headers)
	}
}

func extensions(h network.Headers) string {
	for name, value := range h {
		if strings.EqualFold(name, "Sec-WebSocket-Extensions") {
			return fmt.Sprint(value)
		}
	}
	return ""
}

func (x *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	x.t.Helper()
	if err := chromedp.Do(x.ctx, steps...); err != nil {
		x.t.Fatal(err)
	}
}

// eval is the value of an expression in the page.
func eval[T any](x *tab, js string) T {
	x.t.Helper()
	v, err := chromedp.Run(x.ctx, chromedp.Evaluate[T](js))
	if err != nil {
		x.t.Fatal(err)
	}
	return v
}

// until waits for an expression to be true.
func (x *tab) until(js string) {
	x.t.Helper()
	for end := time.Now().Add(patience / 4); !eval[bool](x, js); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			x.t.Fatalf("%s: it doesn't come to that; status %q, messages %q", js, x.status(), x.messages())
		}
	}
}

func (x *tab) status() string {
	return eval[string](x, `document.querySelector("#status").textContent`)
}

func (x *tab) messages() []string {
	return eval[[]string](x, `[...document.querySelectorAll("#log li")].map((li) => [...li.childNodes].map((n) => n.textContent).join(": "))`)
}

// has waits until the last of the messages is this one.
func (x *tab) has(message string) {
	x.t.Helper()
	quoted, _ := json.Marshal(message)
	x.until(fmt.Sprintf(`[...(document.querySelector("#log").lastChild?.childNodes ?? [])].map((n) => n.textContent).join(": ") === %s`, quoted))
}

// enter writes into a field, in place of what is there, as a user does.
func (x *tab) enter(field, text string) {
	x.t.Helper()
	eval[bool](x, fmt.Sprintf(`document.querySelector(%q).select(), true`, field))
	x.do(chromedp.SendKeys(field, text+kb.Enter))
}

const isOpen = `document.body.dataset.state === "open"`

func TestPage(t *testing.T) {
	readSources(t)
	browser, luaws := newBrowser(t), program(t)
	t.Run("chat", func(t *testing.T) { chat(t, browser, luaws) })
	t.Run("back-off", func(t *testing.T) { backOff(t, browser, luaws) })
	t.Run("compression", func(t *testing.T) { compression(t, browser, luaws) })
}

func chat(t *testing.T, browser context.Context, luaws string) {
	s := serve(t, luaws, "--port", "0")
	ann := open(t, browser, s.url(), "")
	ann.until(isOpen)
	if got := ann.status(); got != "only you are here" {
		t.Errorf("status: %q", got)
	}
	name := eval[string](ann, `document.querySelector("#name").value`)
	ann.has("you are " + name)

	bob := open(t, browser, s.url(), "")
	bob.until(isOpen)
	bobName := eval[string](bob, `document.querySelector("#name").value`)
	ann.has(bobName + " joined")
	ann.until(`document.querySelector("#status").textContent === "2 are here"`)

	bob.enter("#name", "Bob")
	ann.has(bobName + " is now Bob")
	bob.has(bobName + " is now Bob")
	ann.enter("#text", "hello, 日本 😀")
	for _, x := range []*tab{ann, bob} {
		x.has(name + ": hello, 日本 😀")
	}
	if got := eval[string](ann, `document.querySelector("#text").value`); got != "" {
		t.Errorf("the field still has %q", got)
	}
	const mine = `document.querySelector("#log").lastChild.classList.contains("mine")`
	if !eval[bool](ann, mine) || eval[bool](bob, mine) {
		t.Error("whose message it is")
	}
	bob.do(chromedp.Click("#say button")) // nothing to send
	bob.do(chromedp.SendKeys("#text", "by the button"), chromedp.Click("#say button"))
	ann.has("Bob: by the button")

	t.Run("markup", func(t *testing.T) { markup(t, s, ann, bob) })
	t.Run("nonsense", func(t *testing.T) { nonsense(t, s, ann) })
	t.Run("restart", func(t *testing.T) { restart(t, luaws, s, ann, bob) })
}

// What others write is text, in messages and names.
func markup(t *testing.T, s *server, ann, bob *tab) {
	const evil = `<img src=x onerror="window.pwned=1"><script>window.pwned=2</script><b id=pwned>&amp;</b>'"`
	bob.enter("#text", evil)
	ann.has("Bob: " + evil)
	c, _, err := websocket.Dial(ann.ctx, strings.Replace(s.url(), "http", "ws", 1), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseNow()
	for _, kind := range []string{"name", "say"} {
		msg, _ := json.Marshal(map[string]string{"type": kind, "text": evil})
		if err := c.Write(ann.ctx, websocket.MessageText, msg); err != nil {
			t.Fatal(err)
		}
	}
	ann.has(evil + ": " + evil)
	c.Close(1000, "")
	ann.has(evil + " left")
	for _, x := range []*tab{ann, bob} {
		if n := eval[int](x, `document.querySelectorAll("#log img, #log script, #pwned").length`); n != 0 {
			t.Errorf("%d elements were made of text", n)
		}
		if eval[bool](x, `"pwned" in window && window.pwned !== undefined`) {
			t.Error("a script in a message has run")
		}
	}
}

// What is no message is refused, costs nothing, and nobody else sees it.
func nonsense(t *testing.T, s *server, ann *tab) {
	before := len(ann.messages())
	c, _, err := websocket.Dial(ann.ctx, strings.Replace(s.url(), "http", "ws", 1), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseNow()
	c.Read(ann.ctx) // welcome
	for _, msg := range []string{
		"", "no JSON", "[]", "null", "7", `{"type":"say"}`, `{"type":"say","text":7}`, `{"type":"say","text":null}`, `{"type":"say","text":" "}`,
		`{"type":"shout","text":"x"}`, `{"type":null,"text":"x"}`, `{"type":{},"text":"x"}`, `{"text":"x"}`,
		`{"type":"say","text":"` + strings.Repeat("x", 1001) + `"}`, strings.Repeat("[", 5000),
	} {
		if err := c.Write(ann.ctx, websocket.MessageText, []byte(msg)); err != nil {
			t.Fatal(err)
		}
		if _, got, err := c.Read(ann.ctx); err != nil || !strings.Contains(string(got), `"refused"`) {
			t.Errorf("%.30q: %s %v", msg, got, err)
		}
	}
	c.Close(1000, "")
	ann.until(`document.querySelector("#log").lastChild.textContent.endsWith(" left")`)
	if n := len(ann.messages()) - before; n != 2 {
		t.Errorf("%d messages, want that it joined and left", n)
	}
	// The page shows what the server refuses.
	eval[bool](ann, `send("say", "x".repeat(1001))`)
	ann.has("that was no message of 1 to 1000 bytes")
}

// When the server closes, the pages say so and why, come back when there is one
// again, and keep their names.
func restart(t *testing.T, luaws string, s *server, ann, bob *tab) {
	s.stop()
	for _, x := range []*tab{ann, bob} {
		x.until(`document.body.dataset.state !== "open"`)
		if !eval[bool](x, `[...document.querySelectorAll("footer input, footer button")].every((e) => e.disabled)`) {
			t.Error("one can write without a connection")
		}
	}
	s = serve(t, luaws, "--port", s.port)
	for _, x := range []*tab{ann, bob} {
		x.until(isOpen)
	}
	bob.until(`document.querySelector("#name").value === "Bob"`)
	ann.until(`document.querySelector("#status").textContent === "2 are here"`)
	ann.enter("#text", "again")
	bob.until(`document.querySelector("#log").lastChild.textContent.endsWith("again")`)
	s.stop()
}

// Tries to connect are further and further apart, up to half a minute; what the
// status says is why.
func backOff(t *testing.T, browser context.Context, luaws string) {
	s := serve(t, luaws, "--port", "0")
	x := open(t, browser, s.url(), `
		window.delays = [], window.states = [];
		const wait = window.setTimeout;
		window.setTimeout = (f, delay) => {
			if (f.name !== "connect") return wait(f, delay);
			delays.push(delay);
			states.push(document.querySelector("#status").textContent);
			return wait(f, 1);
		};`)
	x.until(isOpen)
	s.stop()
	x.until(`delays.length >= 10`)
	delays := eval[[]float64](x, `delays.slice(0, 10)`)
	for i, d := range delays {
		most := min(30_000, 500*float64(int(1)<<i))
		if d < most/2 || d > most {
			t.Errorf("delay %d: %v ms, want %v to %v", i, d, most/2, most)
		}
	}
	states := eval[[]string](x, `states.slice(0, 10)`)
	if want := "server shutting down (1001), next try in 1 s"; states[0] != want && !strings.HasPrefix(states[0], "server shutting down (1001)") {
		t.Errorf("first status: %q, want %q", states[0], want)
	}
	if i := slices.IndexFunc(states[1:], func(s string) bool { return !strings.HasPrefix(s, "no connection (1006), next try in ") }); i >= 0 {
		t.Errorf("later status: %q", states[1+i])
	}
	// A new server: the next failure begins anew.
	s = serve(t, luaws, "--port", s.port)
	x.until(isOpen)
	eval[bool](x, `delays.length = 0, true`)
	s.stop()
	x.until(`delays.length > 0`)
	if d := eval[float64](x, `delays[0]`); d > 500 {
		t.Errorf("the first delay of another failure: %v ms", d)
	}
}

// Chromium offers compression; the page works with it and without.
func compression(t *testing.T, browser context.Context, luaws string) {
	for _, compress := range []bool{false, true} {
		args, want := []string{"--port", "0"}, ""
		if compress {
			args, want = append(args, "--compress", "--compress-min", "1"), "permessage-deflate"
		}
		s := serve(t, luaws, args...)
		ann, bob := open(t, browser, s.url(), ""), open(t, browser, s.url(), "")
		ann.until(isOpen)
		bob.until(isOpen)
		long := strings.TrimSpace(strings.Repeat("compressed well ", 15))
		ann.enter("#text", long)
		bob.until(fmt.Sprintf(`document.querySelector("#log").lastChild.textContent.endsWith(%q)`, long))
		ann.mu.Lock()
		if len(ann.handshakes) != 1 || !strings.HasPrefix(ann.handshakes[0].offered, "permessage-deflate") ||
			!strings.HasPrefix(ann.handshakes[0].agreed, want) || want == "" && ann.handshakes[0].agreed != "" {
			t.Errorf("compress %v: %+v", compress, ann.handshakes)
		}
		ann.mu.Unlock()
		s.stop()
	}
}
