package crypt

import (
	"bytes"
	"crypto/cipher"
	"crypto/des"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// The ways to fill the last block.
const (
	iso7816 = iota // 0x80, then zeros
	pkcs7          // the number of added bytes, as often
)

const pollEvery = 8 << 10 // bytes

func desCipher(L *luahost.State) cipher.Block {
	key := lua54.CheckStr(L, 1)
	c, err := des.NewCipher([]byte(key))
	if err != nil {
		lua54.Errorf(L, "Invalid key size %d, need 8 bytes", len(key))
	}
	return c
}

func checkPadding(L *luahost.State, mode int64) {
	if mode != iso7816 && mode != pkcs7 {
		lua54.Errorf(L, "Invalid padding mode %d", mode)
	}
}

// eachBlock has f overwrite each block of b.
func eachBlock(L *luahost.State, b []byte, f func(dst, src []byte)) {
	for i := 0; i < len(b); i += des.BlockSize {
		if f(b[i:], b[i:]); i%pollEvery == 0 {
			lua54.Poll(L)
		}
	}
}

func desEncode(L *luahost.State) int {
	c, text, mode := desCipher(L), lua54.CheckStr(L, 2), lua54.OptInt(L, 3, iso7816)
	checkPadding(L, mode)
	n := len(text)/des.BlockSize*des.BlockSize + des.BlockSize
	lua54.CheckSize(L, n)
	b := make([]byte, n)
	fill := b[copy(b, text):]
	if mode == pkcs7 {
		copy(fill, bytes.Repeat([]byte{byte(len(fill))}, len(fill)))
	} else {
		fill[0] = 0x80
	}
	eachBlock(L, b, c.Encrypt)
	return pushBytes(L, b)
}

func desDecode(L *luahost.State) int {
	c, text := desCipher(L), lua54.CheckStr(L, 2)
	if len(text) == 0 || len(text)%des.BlockSize != 0 {
		lua54.Errorf(L, "Invalid des crypt text length %d", len(text))
	}
	mode := lua54.OptInt(L, 3, iso7816)
	checkPadding(L, mode)
	lua54.CheckSize(L, len(text))
	b := []byte(text)
	eachBlock(L, b, c.Decrypt)
	n := padded(b[len(b)-des.BlockSize:], mode)
	if n == 0 {
		lua54.Errorf(L, "Invalid des crypt text")
	}
	return pushBytes(L, b[:len(b)-n])
}

// padded is how many bytes of the last block are none of the text; 0: it isn't
// filled as it should be.
func padded(last []byte, mode int64) int {
	if mode == pkcs7 {
		n := int(last[len(last)-1])
		if n > len(last) || n > 0 && bytes.Count(last[len(last)-n:], last[len(last)-1:]) != n {
			return 0
		}
		return n
	}
	rest := bytes.TrimRight(last, "\x00")
	if !bytes.HasSuffix(rest, []byte{0x80}) {
		return 0
	}
	return len(last) - len(rest) + 1
}
