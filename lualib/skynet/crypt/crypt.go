package crypt

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"encoding/binary"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

var functions = map[string]lua.LGFunction{
	"hashkey": hashKey, "randomkey": randomKey,
	"dhexchange": dhExchange, "dhsecret": dhSecret,
	"hmac64": hmac64, "hmac64_md5": hmac64MD5, "hmac_hash": hmacHash,
	"desencode": desEncode, "desdecode": desDecode,
	"sha1": sha1Sum, "hmac_sha1": hmacSHA1,
	"hexencode": hexEncode, "hexdecode": hexDecode,
	"base64encode": base64Encode, "base64decode": base64Decode,
	"xor_str": xorStr,
}

// Modules are skynet.crypt, and the names that a client and old projects know it by.
func Modules() map[string]luahost.Module {
	m := luahost.Library(functions, nil)
	open := func(s *luahost.Service, L *luahost.State) lua.LValue {
		t, padding := m.Open(s, L).(*lua54.Table), lua54.NewTable(0, 2)
		padding.RawSetString("iso7816_4", lua54.Int(iso7816))
		padding.RawSetString("pkcs7", lua54.Int(pkcs7))
		t.RawSetString("padding", padding)
		return t
	}
	return map[string]luahost.Module{
		"skynet.crypt": {Core: true, Open: open},
		"client.crypt": {Open: open},
		"crypt":        {Open: open},
	}
}

func pushBytes(L *luahost.State, b []byte) int { return lua54.Push(L, lua54.NewString(b)) }

// newString makes a string of n bytes, more than none, which are to be written
// before it is used.
func newString(L *luahost.State, n int) (lua.LValue, []byte) {
	lua54.CheckSize(L, n)
	return lua54.MakeString(n)
}

func pushUint64(L *luahost.State, x uint64) int {
	v, b := lua54.MakeString(8)
	binary.LittleEndian.PutUint64(b, x)
	return lua54.Push(L, v)
}

// uint64Arg is argument n, 8 bytes; message is for any other length.
func uint64Arg(L *luahost.State, n int, message string) uint64 {
	s := lua54.CheckStr(L, n)
	if len(s) != 8 {
		lua54.Errorf(L, "%s", message)
	}
	return binary.LittleEndian.Uint64([]byte(s))
}

// uint64Args are the arguments 1 and 2.
func uint64Args(L *luahost.State) (x, y uint64) {
	return uint64Arg(L, 1, "Invalid uint64 x"), uint64Arg(L, 2, "Invalid uint64 y")
}

func hashKey(L *luahost.State) int { return pushUint64(L, hash(lua54.CheckStr(L, 1))) }

func randomKey(L *luahost.State) int {
	key := make([]byte, 8)
	for binary.LittleEndian.Uint64(key) == 0 {
		_, _ = rand.Read(key) // never fails
	}
	return pushBytes(L, key)
}

func hmac64(L *luahost.State) int {
	x, y := uint64Args(L)
	return pushUint64(L, mac(x, y))
}

func hmac64MD5(L *luahost.State) int {
	x, y := uint64Args(L)
	return pushUint64(L, macMD5(x, y))
}

func hmacHash(L *luahost.State) int {
	key := uint64Arg(L, 1, "Invalid uint64 key")
	return pushUint64(L, mac(hash(lua54.CheckStr(L, 2)), key))
}

func dhExchange(L *luahost.State) int {
	x := uint64Arg(L, 1, "Invalid dh uint64 key")
	if x == 0 {
		lua54.Errorf(L, "Can't be 0")
	}
	return pushUint64(L, power(generator, x))
}

func dhSecret(L *luahost.State) int {
	x, y := uint64Args(L)
	if x == 0 || y == 0 {
		lua54.Errorf(L, "Can't be 0")
	}
	return pushUint64(L, power(x, y))
}

func sha1Sum(L *luahost.State) int {
	sum := sha1.Sum([]byte(lua54.CheckStr(L, 1)))
	return pushBytes(L, sum[:])
}

func hmacSHA1(L *luahost.State) int {
	h := hmac.New(sha1.New, []byte(lua54.CheckStr(L, 1)))
	h.Write([]byte(lua54.CheckStr(L, 2)))
	return pushBytes(L, h.Sum(nil))
}
