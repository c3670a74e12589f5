package lualib

import (
	"testing"

	"github.com/luaws/luaws/wsbridge"
)

// A module is made in one place: either it is there, or it isn't there yet.
func TestModulesAreMadeOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, set := range sets(&wsbridge.Server{}, &wsbridge.Sockets{}) {
		for name := range set {
			if seen[name] {
				t.Errorf("there are two modules %s", name)
			}
			seen[name] = true
		}
	}
}
