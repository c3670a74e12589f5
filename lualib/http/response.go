package http

import (
	"net/http"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// writeResponse is httpd.write_response(write, status, body, header): true, or
// false and an error. body is a string, nil, or a function that gives pieces of
// it until it gives nil.
func writeResponse(L *luahost.State) int {
	args := lua54.Args(L, 1)
	lua54.Push(L, responseFunction)
	lua54.Push(L, args...)
	if err, ok := lua54.PCall(L, len(args), 0, nil); !ok {
		return lua54.Push(L, lua.LFalse, err)
	}
	return lua54.Push(L, lua.LTrue)
}

// gather is up to which size a body goes out in one piece with what is before it.
const gather = 16 << 10

var responseFunction = lua54.NewFunction(func(L *luahost.State) int {
	w := writer{L, L.Get(1)}
	code := lua54.CheckInt(L, 2)
	head := append(make([]byte, 0, 512), "HTTP/1.1 "...)
	if code >= 0 && code < 100 { // three digits
		head = append(head, "000"[len(strconv.Itoa(int(code))):]...)
	}
	head = strconv.AppendInt(head, code, 10)
	head = append(head, ' ')
	head = append(append(head, http.StatusText(int(code))...), lineEnd...)
	bodied := L.Get(3) != lua.LNil
	if L.Get(4) != lua.LNil {
		head = appendFields(L, head, lua54.CheckTable(L, 4), func(name string, _ lua.LValue) bool {
			return bodied && strings.EqualFold(name, "content-length") // is told here
		})
	}
	switch body := L.Get(3).(type) {
	case *lua.LNilType:
		w.pieces(append(head, lineEnd...), "")
	case lua.LString:
		head = append(head, "content-length: "...)
		head = strconv.AppendInt(head, int64(len(body)), 10)
		w.pieces(append(head, endOfHead...), string(body))
	case *lua.LFunction:
		w.pieces(append(head, "transfer-encoding: chunked\r\n"...), "")
		w.chunks(body)
	default:
		lua54.TypeError(L, 3, "string or function")
	}
	return 0
})

// A writer writes by a script's write function, which may block the task.
type writer struct {
	L     *luahost.State
	write lua.LValue
}

func (w writer) string(s string) {
	lua54.Push(w.L, w.write, lua.LString(s))
	lua54.Call(w.L, 1, 0)
}

// pieces writes a head and a body: in one piece unless the body is long.
func (w writer) pieces(head []byte, body string) {
	if len(body) <= gather {
		w.string(string(append(head, body...)))
		return
	}
	w.string(string(head))
	w.string(body)
}

// chunks writes what next gives, as chunks. The line end before each size ends
// the head, or the chunk before.
func (w writer) chunks(next lua.LValue) {
	for {
		lua54.Poll(w.L)
		lua54.Push(w.L, next)
		lua54.Call(w.L, 0, 1)
		v := w.L.Get(-1)
		w.L.Pop(1)
		switch s, ok := v.(lua.LString); {
		case !lua.LVAsBool(v):
			w.string("\r\n0\r\n\r\n")
			return
		case !ok:
			lua54.Errorf(w.L, "http.httpd: the body function gave a %s, not a string", lua54.TypeName(w.L, v))
		case s != "":
			size := strconv.AppendInt([]byte(lineEnd), int64(len(s)), 16)
			w.pieces(append(size, lineEnd...), string(s))
		}
	}
}

// appendFields writes a script's table of fields: a value that is a list makes a
// line for each of its elements. Names that skip tells of are left out.
func appendFields(L *luahost.State, b []byte, t *lua54.Table, skip func(name string, v lua.LValue) bool) []byte {
	for k, v, ok := t.Next(lua.LNil); ok && k != lua.LNil; k, v, ok = t.Next(k) {
		name := lua54.ToString(L, k)
		if skip(name, v) {
			continue
		}
		if list, ok := v.(*lua54.Table); ok {
			for i := 1; ; i++ {
				v := list.RawGetInt(i)
				if v == lua.LNil {
					break
				}
				b = appendField(L, b, name, v)
			}
			continue
		}
		b = appendField(L, b, name, v)
	}
	return b
}

func appendField(L *luahost.State, b []byte, name string, v lua.LValue) []byte {
	lua54.Poll(L)
	value := lua54.ToString(L, v)
	if strings.ContainsAny(name, "\r\n:") || strings.ContainsAny(value, "\r\n") {
		lua54.Errorf(L, "http: header %q has a line end in it", name)
	}
	b = append(append(append(b, name...), ": "...), value...)
	return append(b, lineEnd...)
}
