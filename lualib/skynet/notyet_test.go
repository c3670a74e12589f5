package skynet

import (
	"slices"
	"testing"
)

// A name is either there or not there yet.
func TestNotYetHasNothingThatIsThere(t *testing.T) {
	for _, name := range notYet {
		if functions[name] != nil {
			t.Errorf("skynet.%s is there", name)
		}
	}
	for name := range Modules("") {
		if _, onUse := OnUseNotYet[name]; onUse || slices.Contains(ModulesNotYet, name) {
			t.Errorf("module %s is there", name)
		}
	}
}
