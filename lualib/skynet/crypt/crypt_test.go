package crypt

import (
	"bytes"
	"crypto/md5"
	"encoding/binary"
	"encoding/hex"
	"os"
	"strconv"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/test/leak"
	"github.com/luaws/luaws/test/service"
)

func TestMain(m *testing.M) { leak.Main(m) }

// TestVectors: what skynet's own module answers (made at f19d1605). A line is a
// function, its arguments in hex, numbers after #, and what comes out in hex, or
// the error after !.
func TestVectors(t *testing.T) {
	file := "testdata/vectors.txt"
	if more := os.Getenv("CRYPT_VECTORS"); more != "" {
		file = more
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	service.Run(t, luahost.Options{}, func(L *luahost.State) {
		for line := range strings.Lines(string(text)) {
			call, want, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " = ")
			words := strings.Split(call, " ")
			seen[words[0]] = true
			L.Push(lua54.NewFunction(functions[words[0]]))
			for _, w := range words[1:] {
				if n, ok := strings.CutPrefix(w, "#"); ok {
					i, _ := strconv.Atoi(n)
					L.Push(lua54.Int(int64(i)))
				} else {
					b, _ := hex.DecodeString(strings.TrimPrefix(w, "-"))
					L.Push(lua.LString(b))
				}
			}
			got := ""
			if msg, ok := lua54.PCall(L, len(words)-1, 1, nil); ok {
				got = hex.EncodeToString([]byte(L.Get(-1).(lua.LString)))
				L.Pop(1)
				if got == "" {
					got = "-"
				}
			} else {
				got = "!" + msg.String()
			}
			if got != want {
				t.Errorf("%s = %s, want %s", call, got, want)
			}
		}
	})
	for name := range functions {
		if !seen[name] && name != "randomkey" {
			t.Errorf("no vectors of %s", name)
		}
	}
}

func TestRandomKey(t *testing.T) {
	service.Run(t, luahost.Options{}, func(L *luahost.State) {
		seen := map[string]bool{}
		for range 100 {
			randomKey(L)
			key := L.Get(-1).String()
			L.Pop(1)
			if len(key) != 8 || key == strings.Repeat("\x00", 8) || seen[key] {
				t.Errorf("key %q", key)
			}
			seen[key] = true
		}
	})
}

// The rounds are those of MD5.
func TestRounds(t *testing.T) {
	text := "any text of one block"
	block := append([]byte(text), 0x80)
	block = binary.LittleEndian.AppendUint64(append(block, make([]byte, 56-len(block))...), uint64(8*len(text)))
	a, b, c, d := rounds(func(i int) uint32 { return binary.LittleEndian.Uint32(block[4*i:]) })
	want := md5.Sum([]byte(text))
	var got []byte
	for i, x := range []uint32{a + 0x67452301, b + 0xefcdab89, c + 0x98badcfe, d + 0x10325476} {
		if got = binary.LittleEndian.AppendUint32(got, x); !bytes.HasPrefix(want[:], got) {
			t.Fatalf("word %d is %08x", i, x)
		}
	}
}

// FuzzDES: what is encrypted can be decrypted; what is no cipher text is an error.
func FuzzDES(f *testing.F) {
	f.Add("12345678", "", false)
	f.Add("12345678", "a text of some blocks", true)
	f.Fuzz(func(t *testing.T, key, text string, pad bool) {
		mode := lua54.Int(iso7816)
		if pad {
			mode = lua54.Int(pkcs7)
		}
		key = (key + "12345678")[:8]
		service.Run(t, luahost.Options{}, func(L *luahost.State) {
			call := func(f lua.LGFunction, s string) (string, bool) {
				lua54.Push(L, lua54.NewFunction(f), lua.LString(key), lua.LString(s), mode)
				if _, ok := lua54.PCall(L, 3, 1, nil); !ok {
					return "", false
				}
				defer L.Pop(1)
				return L.Get(-1).String(), true
			}
			secret, _ := call(desEncode, text)
			if got, _ := call(desDecode, secret); got != text {
				t.Errorf("%q comes back as %q", text, got)
			}
			if plain, ok := call(desDecode, text); ok {
				if again, _ := call(desEncode, plain); again != text {
					t.Errorf("%q is taken for %q", text, plain)
				}
			}
		})
	})
}
