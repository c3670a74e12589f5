package main

import (
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"github.com/luaws/luaws/wsbridge"
)

// proxyFlags are whom connections through proxies are from.
type proxyFlags struct {
	trusted  list
	protocol bool
	proxies  *wsbridge.Proxies // trusted, checked
}

func (f *proxyFlags) addTo(fl *pflag.FlagSet) {
	under(fl, "Proxies", f.add)
}

func (f *proxyFlags) add(fl *pflag.FlagSet) {
	fl.Var(&f.trusted, "trusted-proxy", "addresses and networks of proxies, and unix for clients of a unix socket, that are believed in X-Forwarded-For, or else X-Real-IP")
	fl.BoolVar(&f.protocol, "proxy-protocol", false, "each --trusted-proxy has to begin with a PROXY protocol header, version 1 or 2")
}

func (f *proxyFlags) check() error {
	for _, item := range f.trusted.items {
		if _, err := wsbridge.ParseProxies([]string{item}); err != nil {
			return fmt.Errorf("--trusted-proxy %s: %w", item, err)
		}
	}
	f.proxies, _ = wsbridge.ParseProxies(f.trusted.items)
	if f.protocol && len(f.trusted.items) == 0 {
		return errors.New("--proxy-protocol: --trusted-proxy is needed, which says whose headers are believed")
	}
	return nil
}

func (f *proxyFlags) apply(s *wsbridge.Server) {
	s.Config.TrustedProxies, s.Config.ProxyProtocol = f.proxies, f.protocol
}
