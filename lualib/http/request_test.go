package http

import (
	"bufio"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// A request says the same however it is cut into pieces; what net/http takes is
// taken, and means the same.
func FuzzReadRequest(f *testing.F) {
	for _, s := range []string{
		"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
		"POST /p?q HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
		"POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nE: f\r\n\r\n",
		"POST /p HTTP/1.0\r\nContent-Length: 9\r\n\r\nhello",
		"GET / HTTP/1.1\r\nA: b\r\n\tc\r\nA: d\r\nHost: a\r\n\r\n",
		"GET / HTTP/2.0\r\n\r\n", "\r\n\r\n", "GET / HTTP/1.1\r\n\x00: a\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;x=y\r\na\r\n0\r\n\r\n",
	} {
		f.Add(s, 3)
	}
	f.Fuzz(func(t *testing.T, text string, size int) {
		if len(text) > maxPending { // where a long head ends depends on the pieces
			return
		}
		size = 1 + (size&0x7fff)%max(len(text), 1)
		var whole, cut []lua.LValue
		inService(t, func(L *luahost.State) {
			whole = call(L, readRequest, readFunction(text, len(text)), lua54.Int(1000))
			cut = call(L, readRequest, readFunction(text, size), lua54.Int(1000))
		})
		sameRequest(t, whole, cut)
		checkAgainstNetHTTP(t, text, whole)
	})
}

func sameRequest(t *testing.T, whole, cut []lua.LValue) {
	t.Helper()
	if len(whole) != len(cut) {
		t.Fatalf("%v in one piece, %v in several", whole, cut)
	}
	for i := range whole {
		a, ok := whole[i].(*lua54.Table)
		if !ok {
			// Without a length, what has come with the head is the body: see sized.
			if body := i == 4; whole[i] != cut[i] && !(body && lengthOf(whole[3].(*lua54.Table)) == noLength) {
				t.Errorf("%v in one piece, %v in several", whole[i], cut[i])
			}
			continue
		}
		if x, y := tableText(a), tableText(cut[i].(*lua54.Table)); x != y {
			t.Errorf("%s in one piece, %s in several", x, y)
		}
	}
}

func tableText(t *lua54.Table) string {
	var b strings.Builder
	for k, v, ok := t.Next(lua.LNil); ok && k != lua.LNil; k, v, ok = t.Next(k) {
		b.WriteString(k.String() + "=")
		if list, ok := v.(*lua54.Table); ok {
			for _, x := range list.Arr() {
				b.WriteString(x.String() + "|")
			}
		} else {
			b.WriteString(v.String())
		}
		b.WriteString("\n")
	}
	return b.String()
}

func checkAgainstNetHTTP(t *testing.T, text string, got []lua.LValue) {
	req, err := http.ReadRequest(bufio.NewReader(strings.NewReader(text)))
	if err != nil || req.ProtoMajor != 1 || req.ProtoMinor != 1 || strings.IndexFunc(req.Method, notLetter) >= 0 ||
		strings.HasPrefix(text, "\r\n") || !strings.Contains(text, endOfHead) || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") {
		return
	}
	if strings.Contains(text[:strings.Index(text, endOfHead)], "\r\n ") { // folded by a space: refused here
		return
	}
	for name, values := range req.Header { // net/http lets more pass
		if _, ok := lowerName(name); !ok || hasControl(strings.Join(values, "")) {
			return
		}
	}
	body, err := io.ReadAll(req.Body)
	if err != nil || len(body) > 1000 {
		return
	}
	if got[0] != lua54.Int(200) {
		t.Fatalf("net/http takes it: %v", got)
	}
	if string(got[1].(lua.LString)) != req.RequestURI || string(got[2].(lua.LString)) != req.Method {
		t.Errorf("%v, net/http has %s %s", got[:3], req.Method, req.RequestURI)
	}
	header := got[3].(*lua54.Table)
	if req.ContentLength != 0 && string(got[4].(lua.LString)) != string(body) {
		t.Errorf("body %q, net/http has %q", got[4], body)
	}
	for name, values := range req.Header {
		if v, ok := header.RawGetString(strings.ToLower(name)).(lua.LString); ok && len(values) == 1 && string(v) != values[0] && !strings.Contains(text, "\r\n\t") {
			t.Errorf("%s is %q, net/http has %q", name, v, values[0])
		}
	}
}

func notLetter(r rune) bool { return r > 0x7f || !isLetter(byte(r)) }

// Who sends a head a byte at a time for ever is not listened to for ever.
func TestSlowHead(t *testing.T) {
	clock := luahost.NewFakeClock(time.Unix(1e9, 0))
	h := luahost.New(luahost.Options{Log: io.Discard, Clock: clock})
	var got []lua.LValue
	h.NewService("test", func(_ *luahost.Service, L *luahost.State) {
		got = call(L, readRequest, lua54.NewFunction(func(L *luahost.State) int {
			clock.Advance(headTime / 3)
			return lua54.Push(L, lua.LString("G"))
		}))
	})
	h.WaitIdle()
	h.Close(t.Context())
	if len(got) != 1 || got[0] != lua54.Int(http.StatusRequestTimeout) {
		t.Errorf("%v", got)
	}
}
