package main

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// size is a flag for a number of bytes: 65535, 64KB, 4MB.
type size int64

func (s *size) Type() string { return "SIZE" }

func (s *size) String() string {
	n := int64(*s)
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%dMB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%dKB", n>>10)
	}
	return strconv.FormatInt(n, 10)
}

func (s *size) Set(text string) error {
	t, unit := strings.ToUpper(strings.TrimSpace(text)), int64(1)
	for suffix, u := range map[string]int64{"KB": 1 << 10, "MB": 1 << 20} {
		if r, ok := strings.CutSuffix(t, suffix); ok {
			t, unit = strings.TrimSpace(r), u
		}
	}
	n, err := strconv.ParseInt(t, 10, 64)
	if err != nil || n < 0 || n > math.MaxInt64/unit {
		return errors.New("must be a size: bytes, or such as 64KB or 4MB")
	}
	*s = size(n * unit)
	return nil
}
