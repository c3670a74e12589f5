package main

import (
	"errors"

	"github.com/spf13/pflag"

	"github.com/luaws/luaws/wsbridge"
)

// compressFlags are permessage-deflate. It costs CPU time and, while messages are
// deflated, memory: nobody has it who doesn't ask for it.
type compressFlags struct {
	on  bool
	min size
}

func newCompressFlags() *compressFlags { return &compressFlags{min: 512} }

func (f *compressFlags) addTo(fl *pflag.FlagSet) {
	under(fl, "Compression", f.add)
}

func (f *compressFlags) add(fl *pflag.FlagSet) {
	fl.BoolVar(&f.on, "compress", false, "compress messages, both ways, to and from peers that can have it (permessage-deflate)")
	fl.Var(&f.min, "compress-min", "with --compress: shortest message that is compressed, in bytes or as 1KB")
}

func (f *compressFlags) check() error {
	if f.min == 0 {
		return errors.New("--compress-min 0: must be at least 1")
	}
	return nil
}

func (f *compressFlags) apply(s *wsbridge.Server) {
	s.Config.Compress, s.Config.CompressMin = f.on, int(f.min)
}
