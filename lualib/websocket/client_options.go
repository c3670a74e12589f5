package websocket

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// clientOptions are what a client was made with.
type clientOptions struct {
	url     *url.URL
	cfg     wsbridge.DialConfig
	timeout time.Duration // of connecting, the handshake included
	retry   *backOff      // nil: no second try
	files   tlsFiles
}

const (
	tick     = 10 * time.Millisecond // a centisecond
	maxTicks = 1e9

	defaultConnectTimeout = 10 * time.Second
	maxReceived           = 16 << 20 // bytes of a message, unless max_payload_len says more or less
)

// readOptions reads the options of function from a table.
func (k *clientLib) readOptions(L *luahost.State, function, rawURL string, t *lua54.Table) *clientOptions {
	o := &clientOptions{timeout: defaultConnectTimeout}
	r := optionReader{L, function, t}
	u, err := url.Parse(rawURL)
	if err != nil || u.Scheme != "ws" && u.Scheme != "wss" || u.Host == "" || u.User != nil {
		lua54.Errorf(L, "%s: %q is no websocket URL (ws://host:port/path or wss://...)", function, rawURL)
	}
	o.url = u
	o.cfg.Config = k.server.Config
	o.cfg.Connected = func(nc *net.TCPConn) net.Conn {
		_, stream := k.sockets.Adopt(nc)
		return stream
	}
	o.cfg.TLS, o.cfg.Subprotocols = nil, r.texts("subprotocol")
	if h := r.table("headers"); h != nil {
		o.cfg.Header = RequestHeader(L, h, function)
	}
	if d, ok := r.ticks("timeout"); ok {
		if d <= 0 {
			lua54.Errorf(L, "%s: timeout must be above 0", function)
		}
		o.timeout = d
	}
	o.cfg.HandshakeTimeout = o.timeout
	if f := r.table("tls"); f != nil {
		if u.Scheme == "ws" {
			lua54.Errorf(L, "%s: tls is for wss URLs", function)
		}
		o.files = optionReader{L, function + ": tls", f}.tlsFiles()
	}
	o.retry = r.backOff()
	return o
}

// optionReader reads the fields of an options table; a field of a wrong type is
// an error that names it.
type optionReader struct {
	L        *luahost.State
	function string
	t        *lua54.Table
}

func (r optionReader) get(name string) lua.LValue {
	if r.t == nil {
		return lua.LNil
	}
	return lua54.Index(r.L, r.t, lua.LString(name))
}

func (r optionReader) wrong(name, want string, v lua.LValue) {
	lua54.Errorf(r.L, "%s: %s must be %s (got %s)", r.function, name, want, lua54.TypeName(r.L, v))
}

func (r optionReader) table(name string) *lua54.Table {
	v := r.get(name)
	if v == lua.LNil {
		return nil
	}
	t, ok := v.(*lua54.Table)
	if !ok {
		r.wrong(name, "a table", v)
	}
	return t
}

func (r optionReader) text(name string) string {
	v := r.get(name)
	if v == lua.LNil {
		return ""
	}
	s, ok := v.(lua.LString)
	if !ok {
		r.wrong(name, "a string", v)
	}
	return string(s)
}

// texts are a string, or an array of them.
func (r optionReader) texts(name string) (all []string) {
	v := r.get(name)
	switch t := v.(type) {
	case *lua54.Table:
		for i := 1; i <= int(lua54.Length(r.L, t)); i++ {
			s, ok := t.RawGetInt(i).(lua.LString)
			if !ok {
				r.wrong(name, "a string or an array of strings", t.RawGetInt(i))
			}
			all = append(all, string(s))
		}
	case lua.LString:
		all = []string{string(t)}
	default:
		if v != lua.LNil {
			r.wrong(name, "a string or an array of strings", v)
		}
	}
	return all
}

func (r optionReader) number(name string) (n float64, ok bool) { return r.asNumber(name, r.get(name)) }

func (r optionReader) asNumber(name string, v lua.LValue) (n float64, ok bool) {
	if v == lua.LNil {
		return 0, false
	}
	if n, ok = lua54.ToFlt(v); !ok || v.Type() != lua.LTNumber || n != n {
		r.wrong(name, "a number", v)
	}
	return n, true
}

// ticks are centiseconds.
func (r optionReader) ticks(name string) (time.Duration, bool) { return r.asTicks(name, r.get(name)) }

func (r optionReader) asTicks(name string, v lua.LValue) (time.Duration, bool) {
	n, ok := r.asNumber(name, v)
	return time.Duration(max(min(n, maxTicks), -1) * float64(tick)), ok
}

// tlsFiles are what a wss client trusts and shows.
type tlsFiles struct {
	ca, cert, key string // PEM files; ca "": the system's roots
	serverName    string // "": the URL's host
	insecure      bool   // any certificate will do
}

func (r optionReader) tlsFiles() tlsFiles {
	f := tlsFiles{ca: r.text("ca"), cert: r.text("cert"), key: r.text("key"), serverName: r.text("server_name")}
	f.insecure = lua.LVAsBool(r.get("insecure"))
	if (f.cert == "") != (f.key == "") {
		lua54.Errorf(r.L, "%s: cert and key are needed together", r.function)
	}
	return f
}

// config reads the files.
func (f tlsFiles) config() (*tls.Config, error) {
	c := &tls.Config{ServerName: f.serverName, InsecureSkipVerify: f.insecure}
	if f.ca != "" {
		pem, err := os.ReadFile(f.ca)
		if err != nil {
			return nil, err
		}
		if c.RootCAs = x509.NewCertPool(); !c.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s: no certificate in it", f.ca)
		}
	}
	if f.cert != "" {
		pair, err := tls.LoadX509KeyPair(f.cert, f.key)
		if err != nil {
			return nil, fmt.Errorf("%s and %s: %s", f.cert, f.key, strings.TrimPrefix(err.Error(), "tls: "))
		}
		c.Certificates = []tls.Certificate{pair}
	}
	return c, nil
}
