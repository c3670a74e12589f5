package main

import (
	"errors"

	"github.com/spf13/pflag"

	"github.com/luaws/luaws/wsbridge"
)

// compression is permessage-deflate. It costs CPU time and, while messages are
// deflated, memory: nobody has it who doesn't ask for it.
type compression struct {
	on  bool
	min size
}

func newCompression() *compression { return &compression{min: 512} }

func (c *compression) addTo(fl *pflag.FlagSet) {
	under(fl, "Compression", c.add)
}

func (c *compression) add(fl *pflag.FlagSet) {
	fl.BoolVar(&c.on, "compress", false, "compress messages, both ways, to and from peers that can have it (permessage-deflate)")
	fl.Var(&c.min, "compress-min", "with --compress: shortest message that is compressed, in bytes or as 1KB")
}

func (c *compression) check() error {
	if c.min == 0 {
		return errors.New("--compress-min 0: must be at least 1")
	}
	return nil
}

func (c *compression) apply(s *wsbridge.Server) {
	s.Config.Compress, s.Config.CompressMin = c.on, int(c.min)
}
