//go:build race

package stdlib

import "time"

const killWithin = time.Second
