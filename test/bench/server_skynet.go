//go:build linux

package main

import (
	"cmp"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// seedRepository is where the seed library comes from; it isn't part of this module.
const seedRepository = "https://github.com/CandyMi/skynet-lua-websocket"

// skynetServers are skynet's own http.websocket, and the seed library, on the skynet
// that is built in root. seed is a repository with the library, or a directory that is
// a clone; a clone is made in dir.
func skynetServers(root, seed, dir string) ([]*server, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	for _, part := range []string{"skynet", "luaclib/skynet.so", "cservice/snlua.so", "lualib/http/websocket.lua"} {
		if _, err := os.Stat(filepath.Join(root, part)); err != nil {
			return nil, fmt.Errorf("no built skynet: %w (git clone https://github.com/cloudwu/skynet; make linux)", err)
		}
	}
	library := filepath.Join(dir, "seed")
	if out, err := exec.Command("git", "clone", "--quiet", seed, library).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("can't get the seed library (--seed DIR names a clone): git clone: %w\n%s", err, out)
	}
	json := "scripts/class/json.lua"
	if _, err := os.Stat(filepath.Join(root, "luaclib/cjson.so")); err == nil {
		json = "cjson.so"
	}
	which := fmt.Sprintf("skynet %s (%s, JSON by %s), 2 threads", revision(root), luaVersion(root), json)
	return []*server{
		{
			name:      skynetName,
			note:      which + ": its own http.websocket, 2 agents, to which TCP_NODELAY is added",
			scenarios: []scenario{echo, broadcast, heavy, messages},
			command:   skynetCommand(root, "./scripts/project/?.lua"),
		},
		{
			name:      seedName,
			note:      which + ": skynet-lua-websocket " + revision(library) + ", one service with all clients, nodelay",
			scenarios: []scenario{echo, broadcast, heavy},
			longest:   255, // it takes the two bytes of a longer message's length for another length
			command:   skynetCommand(root, "./scripts/seed/?.lua", library+"/?.lua"),
		},
	}, nil
}

// skynetCommand starts the service main of scripts/; path is where it, and what it requires, is.
func skynetCommand(root string, path ...string) func(sc scenario, addr, dir string) (*exec.Cmd, error) {
	return func(sc scenario, addr, dir string) (*exec.Cmd, error) {
		_, port, err := net.SplitHostPort(addr)
		if err != nil {
			return nil, err
		}
		path := append(path, "./scripts/class/?.lua")
		under := func(files ...string) string {
			for i := range files {
				files[i] = filepath.Join(root, files[i])
			}
			return strings.Join(files, ";")
		}
		config := filepath.Join(dir, "skynet.config")
		text := ""
		for _, set := range [][2]any{
			{"thread", 2},
			{"harbor", 0},
			{"bootstrap", "snlua bootstrap"},
			{"start", "main"},
			{"port", port},
			{"scenario", string(sc)},
			{"cpath", under("cservice/?.so")},
			{"lualoader", under("lualib/loader.lua")},
			{"luaservice", path[0] + ";" + under("service/?.lua")},
			{"lua_path", strings.Join(path, ";") + ";" + under("lualib/?.lua", "lualib/?/init.lua")},
			{"lua_cpath", under("luaclib/?.so")},
		} {
			text += fmt.Sprintf("%s = %#v\n", set[0], set[1])
		}
		if err := os.WriteFile(config, []byte(text), 0o666); err != nil {
			return nil, err
		}
		cmd := exec.Command(filepath.Join(root, "skynet"), config)
		cmd.Dir = dir
		return cmd, nil
	}
}

// revision is which commit is in a clone.
func revision(dir string) string {
	out, _ := exec.Command("git", "-C", dir, "rev-parse", "--short", "HEAD").Output()
	return cmp.Or(strings.TrimSpace(string(out)), "of unknown revision")
}

var luaVersionLine = regexp.MustCompile(`#define\s+LUA_VERSION_M(?:AJOR|INOR)(?:_N)?\s+"?(\d+)`)

// luaVersion is that of a skynet's Lua.
func luaVersion(root string) string {
	header, _ := os.ReadFile(filepath.Join(root, "3rd/lua/lua.h"))
	found := luaVersionLine.FindAllSubmatch(header, 2)
	if len(found) < 2 {
		return "Lua of unknown version"
	}
	return fmt.Sprintf("Lua %s.%s", found[0][1], found[1][1])
}
