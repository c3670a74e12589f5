//go:build !race

package stdlib

import "time"

const killWithin = 60 * time.Millisecond
