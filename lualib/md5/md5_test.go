package md5

import (
	"testing"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/test/leak"
	"github.com/luaws/luaws/test/service"
)

func TestMain(m *testing.M) { leak.Main(m) }

// FuzzStream: what is encrypted can be decrypted.
func FuzzStream(f *testing.F) {
	f.Add("", "", "")
	f.Add("a text that takes more than one block", "key", "seed")
	f.Fuzz(func(t *testing.T, seed, key, text string) {
		seed, key = seed[:min(len(seed), 16)], key[:min(len(key), maxKey)]
		service.Run(t, luahost.Options{}, func(L *luahost.State) {
			secret := string(stream(L, seed, key, text, false))
			if got := string(stream(L, seed, key, secret, true)); got != text {
				t.Errorf("%q comes back as %q", text, got)
			}
		})
	})
}
