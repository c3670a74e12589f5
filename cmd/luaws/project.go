package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/lualib/skynet"
	"github.com/luaws/luaws/wsbridge"
)

// project is a skynet project that runs.
type project struct {
	*app
	config  *luahost.Config
	log     *luahost.Output
	logFile *luahost.LogFile // what log writes to; nil: standard output
	hangups chan os.Signal

	logService *luahost.Service // what gets the log instead; nil: none

	failed  chan struct{} // closed when the start service has failed and nothing runs
	failure error
}

// runProject runs a project until a signal, os.exit, skynet.abort, or a failure
// of its start service that leaves nothing. Of what has started, the end of one
// service is not the end of the others.
func runProject(c *luahost.Config, l *limits) error {
	p := &project{config: c, log: stdout, hangups: make(chan os.Signal, 1), failed: make(chan struct{})}
	if err := p.openLog(); err != nil {
		return err
	}
	defer p.closeLog()
	p.app = newApp(luahost.Options{
		Path:        c.String("lua_path", "./lualib/?.lua;./lualib/?/init.lua"),
		ServicePath: c.String("luaservice", "./service/?.lua"),
		Preload:     c.String("preload", ""),
		Loader:      c.Loader(),
		Env:         c.Env(),
		Log:         p.log,
		LogTime:     p.logFile != nil,
		LogLife:     true,
		WarnEndless: warnEndless,
	}, wsbridge.Config{}, l)
	if err := p.start(); err != nil {
		p.close()
		return err
	}
	code := p.wait(p.failed)
	ended := false
	select {
	case <-p.failed:
		ended = true
	default:
	}
	err := p.close()
	if ended {
		return p.failure
	}
	if err == nil && code != 0 {
		return exitCode(code)
	}
	return err
}

// start starts the log's service, if there is one, and the start service.
func (p *project) start() error {
	words := strings.Fields(p.config.String("start", "main"))
	if len(words) == 0 {
		return fmt.Errorf("%s: start is empty", p.config.Where("start"))
	}
	if _, err := p.host.FindService(words[0]); err != nil {
		where := p.config.Where("start")
		if where == "" {
			where = p.config.File() + " sets no start"
		}
		return fmt.Errorf("%s: %w", where, err)
	}
	if err := p.startLogService(); err != nil {
		return err
	}
	catchHangups(p.hangups)
	go p.reopenLog()
	p.catchSignals()
	main, err := skynet.Launch(p.host, words[0], words[1:]...)
	if err != nil {
		return err
	}
	go func() {
		<-main.Ready()
		select {
		case <-main.Gone():
			if p.failure = main.Failure(); p.failure != nil {
				p.runOn()
				return
			}
		default:
		}
		p.announce(p.config.File())
		ready()
	}()
	return nil
}

// runOn is what follows a failure of the start service: as in skynet, the
// services that it has started before live on. Projects have main services whose
// last line fails, and never notice.
func (p *project) runOn() {
	select {
	case <-p.host.Done():
	default:
		if heritage.status.Load() != nil { // the process before goes on instead
			break
		}
		fmt.Fprintf(stderr, "luaws: %s; the services that had started live on\n", message(p.failure))
		p.announce(p.config.File())
		<-p.host.Done()
	}
	close(p.failed)
}

// openLog opens the log's file.
func (p *project) openLog() error {
	path := p.config.String("logger", "")
	if path == "" || p.config.String("logservice", "") != "logger" {
		return nil
	}
	f, err := luahost.OpenLogFile(path)
	if err != nil {
		return fmt.Errorf("%s: logger: %w", p.config.Where("logger"), err)
	}
	p.logFile, p.log = f, luahost.NewOutput(f, maxWaiting)
	return nil
}

// reopenLog opens it anew at each SIGHUP, or tells its service to.
func (p *project) reopenLog() {
	for range p.hangups {
		switch {
		case p.logService != nil:
			p.logService.Post(luahost.Message{Type: luahost.TypeSystem})
		case p.logFile != nil:
			if err := p.logFile.Reopen(); err != nil {
				fmt.Fprintf(stderr, "luaws: SIGHUP: the log stays where it is: %s\n", err)
			}
		}
	}
}

func (p *project) closeLog() {
	if p.logFile != nil {
		p.log.Flush(exitPatience)
		p.logFile.Close()
	}
}
