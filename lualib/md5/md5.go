package md5

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"encoding/hex"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

var functions = map[string]lua.LGFunction{
	"sum": sum, "sumhexa": sumHexa, "hmacmd5": hmacMD5,
	"exor": exor, "crypt": encrypt, "decrypt": decrypt,
}

// Modules are md5 and md5.core.
func Modules() map[string]luahost.Module {
	m := luahost.CoreLibrary(functions, map[string]lua.LValue{"_VERSION": lua.LString("MD5 1.2")})
	return map[string]luahost.Module{"md5": m, "md5.core": m}
}

func sum(L *luahost.State) int {
	digest := md5.Sum([]byte(lua54.CheckStr(L, 1)))
	return lua54.Push(L, lua54.NewString(digest[:]))
}

func sumHexa(L *luahost.State) int {
	digest := md5.Sum([]byte(lua54.CheckStr(L, 1)))
	return lua54.Push(L, hexString(digest[:]))
}

func hexString(digest []byte) lua.LValue {
	v, b := lua54.MakeString(hex.EncodedLen(len(digest)))
	hex.Encode(b, digest)
	return v
}

func hmacMD5(L *luahost.State) int {
	text, key := lua54.CheckStr(L, 1), lua54.CheckStr(L, 2)
	h := hmac.New(md5.New, []byte(key))
	h.Write([]byte(text))
	return lua54.Push(L, hexString(h.Sum(nil)))
}

func exor(L *luahost.State) int {
	a, b := lua54.CheckStr(L, 1), lua54.CheckStr(L, 2)
	if len(a) != len(b) {
		lua54.ArgError(L, 2, "lengths must be equal")
	}
	lua54.CheckSize(L, len(a))
	out := []byte(a)
	for i := range out {
		out[i] ^= b[i]
	}
	return lua54.Push(L, lua.LString(out))
}

const maxKey = 256

// stream is the cipher: a digest of the last 16 bytes sent and the key is what
// the next 16 are mixed with.
func stream(L *luahost.State, seed, key, text string, decrypting bool) []byte {
	if len(key) > maxKey {
		lua54.Errorf(L, "key too long (> %d)", maxKey)
	}
	lua54.CheckSize(L, len(text))
	block := make([]byte, md5.Size, md5.Size+len(key))
	copy(block, seed)
	block = append(block, key...)
	out := make([]byte, len(text))
	for at := 0; at < len(text); at += md5.Size {
		code := md5.Sum(block)
		n := min(md5.Size, len(text)-at)
		for i := range n {
			out[at+i] = text[at+i] ^ code[i]
		}
		if decrypting {
			copy(block, text[at:at+n])
		} else {
			copy(block, out[at:at+n])
		}
		if at%(8<<10) == 0 {
			lua54.Poll(L)
		}
	}
	return out
}

func encrypt(L *luahost.State) int {
	text, key := lua54.CheckStr(L, 1), lua54.CheckStr(L, 2)
	var seed string
	if L.GetTop() < 3 {
		var random [8]byte
		_, _ = rand.Read(random[:]) // never fails
		seed = string(random[:])
	} else if seed = lua54.CheckStr(L, 3); len(seed) > md5.Size {
		lua54.Errorf(L, "seed too long (> %d)", md5.Size)
	}
	out := stream(L, seed, key, text, false)
	return lua54.Push(L, lua.LString(string(rune(len(seed)))+seed+string(out)))
}

func decrypt(L *luahost.State) int {
	text, key := lua54.CheckStr(L, 1), lua54.CheckStr(L, 2)
	if text == "" || int(text[0]) > min(md5.Size, len(text)-1) {
		lua54.ArgError(L, 1, "invalid cyphered string")
	}
	n := 1 + int(text[0])
	return lua54.Push(L, lua.LString(stream(L, text[1:n], key, text[n:], true)))
}
