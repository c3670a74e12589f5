package main

import (
	"fmt"
	"strings"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/pack"
	"github.com/luaws/luaws/lualib/skynet"
)

// startLogService starts the Lua service that gets the log's lines, as messages
// of PTYPE_TEXT, where the config says logservice = "snlua". It has the name
// .logger.
func (p *project) startLogService() error {
	c := p.config
	if c.String("logservice", "") != "snlua" {
		return nil
	}
	words := strings.Fields(c.String("logger", ""))
	if len(words) == 0 {
		return fmt.Errorf("%s: logservice is snlua: logger must name the service", c.Where("logservice"))
	}
	if _, err := p.host.FindService(words[0]); err != nil {
		return fmt.Errorf("%s: logger: %w", c.Where("logger"), err)
	}
	s, err := skynet.LaunchLogger(p.host, words[0], words[1:]...)
	if err != nil {
		return err
	}
	<-s.Ready()
	select {
	case <-s.Gone():
		if err = s.Failure(); err == nil {
			err = fmt.Errorf("service '%s' has ended", words[0])
		}
		return fmt.Errorf("%s: logger: %w", c.Where("logger"), err)
	default:
	}
	p.host.SetName(".logger", s.Addr())
	p.logService = s
	p.host.DivertLog(func(addr uint32, text string) bool {
		// Its own lines it would answer with more of them.
		return addr != s.Addr() && s.Pending() < maxLogLines &&
			s.Post(luahost.Message{Type: luahost.TypeText, Source: addr, Body: pack.OfBytes(text)}) == nil
	})
	return nil
}

// maxLogLines is how many lines wait for the log's service; further ones are
// written as if there was none.
const maxLogLines = 100_000
