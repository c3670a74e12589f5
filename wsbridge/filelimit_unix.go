//go:build unix

package wsbridge

import (
	"math"
	"syscall"
)

// fileLimit is how many files the process may have open. Go has raised the soft
// limit to the hard one at the start (package os).
func fileLimit() int {
	var r syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &r); err != nil || uint64(r.Cur) > math.MaxInt32 {
		return 0
	}
	return int(r.Cur)
}
