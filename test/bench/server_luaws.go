//go:build linux

package main

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// buildLuaws builds the program that is measured.
func buildLuaws(dir string) (program string, err error) {
	program = filepath.Join(dir, "luaws")
	cmd := exec.Command("go", "build", "-buildvcs=false", "-o", program, "github.com/luaws/luaws/cmd/luaws")
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return program, cmd.Run()
}

// luawsServers are the ways in which a luaws program, which is called name, serves.
func luawsServers(name, program string) []*server {
	return []*server{
		serveServer(name, isolated, program, 0, echo, room, heavy),
		serveServer(name, worker, program, 1, echo, broadcast, room, heavy),
		runServer(name, program, echo, broadcast, heavy, messages),
	}
}

// serveServer is luaws serve, with the class of the scenario.
func serveServer(name, mode, program string, workers int, scenarios ...scenario) *server {
	return &server{name: name + mode, scenarios: scenarios, luaws: true, mode: mode,
		command: func(sc scenario, addr, dir string) (*exec.Cmd, error) {
			host, port, err := net.SplitHostPort(addr)
			script := filepath.Join(dir, "scripts", "class", string(sc)+".lua")
			return exec.Command(program, "serve", "--script", script, "--host", host, "--port", port,
				"--workers", strconv.Itoa(workers)), err
		}}
}

// runServer is luaws run, with the skynet project in scripts/project, whose services
// use http.websocket.
func runServer(name, program string, scenarios ...scenario) *server {
	return &server{name: name + project, scenarios: scenarios, luaws: true, mode: project,
		command: func(sc scenario, addr, dir string) (*exec.Cmd, error) {
			_, port, err := net.SplitHostPort(addr)
			cmd := exec.Command(program, "run", "scripts/project/config")
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "BENCH_SCENARIO="+string(sc), "BENCH_PORT="+port)
			return cmd, err
		}}
}
