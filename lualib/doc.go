// Package lualib is what a script can require under luaws, besides its own
// files. A module a.b is at a/b.lua or in the Go package a. It binds luahost and
// wsbridge into Lua and holds no mechanism of its own. A Lua module that has a
// native part requires it as luaws.NAME.
//
// Core modules (skynet, skynet.*, http.*, snax.*, client.socket, md5, ltls.c,
// websocket.server) come before a project's file of that name, as upstream's files
// need skynet's C core; a project that has one is told so once, in the log. All
// others (class, cjson, lfs, bit32) come after it.
//
// The names that skynet's modules had in 1.0 (socket, netpack, socketdriver, snax,
// redis ...) lead to those of today. A project's file of the name comes first,
// but not skynet's own of that time, which lies beside a skynet.lua. Nor does a
// file of skynet's that a lua_path gives another name (skynet/lualib/skynet/?.lua).
//
// Services are those that projects know from skynet, written in Lua: console,
// debug_console, snaxd, service_provider and service_cell come after a project's
// file of the name. launcher, service_mgr, cdummy, datacenterd and multicastd
// are skynet's inner workings: always ours, made when somebody asks for .launcher,
// .service, .cslave, DATACENTER or a multicast channel. bootstrap and those of a
// harbor raise an error that names them. A cluster is that of the project's own
// copy of skynet (skynet.cluster, clusterd ...), over our skynet.cluster.core.
//
// What is public in skynet and not there yet raises "skynet.NAME is not
// supported yet by luaws VERSION". Modules that aren't there yet can be required
// (projects do, and never use them); their functions raise such an error. A copy
// of skynet's own that runs on what there is comes before: skynet.cluster, and
// skynet.db.redis and skynet.db.mysql.
package lualib
