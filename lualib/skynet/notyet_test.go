package skynet

import (
	"slices"
	"testing"

	"github.com/luaws/luaws/wsbridge"
)

// A name is either there or not there yet.
func TestNotYetHasNothingThatIsThere(t *testing.T) {
	for _, name := range notYet {
		if functions[name] != nil {
			t.Errorf("skynet.%s is there", name)
		}
	}
	sock := (&socketLib{}).functions()
	for _, name := range socketNotYet {
		if sock[name] != nil {
			t.Errorf("skynet.socket.%s is there", name)
		}
	}
	for name := range Modules(&wsbridge.Sockets{}, "") {
		if slices.Contains(ModulesNotYet, name) {
			t.Errorf("module %s is there", name)
		}
	}
}
