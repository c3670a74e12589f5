//go:build linux

package main

import (
	"fmt"
	"os"
)

func run(opt *options, servers []*server, interrupted <-chan os.Signal) error {
	for _, s := range servers {
		for _, sc := range s.scenarios {
			p, err := s.start(sc)
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				continue
			}
			fmt.Println(s.name, sc, p.addr)
			p.stop()
		}
	}
	return nil
}

func generate() error { return nil }
