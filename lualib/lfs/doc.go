// Package lfs is LuaFileSystem 1.8's module lfs, which is also a global once it
// is required.
//
//	attributes(path [, name or table])         what stat tells: mode dev ino nlink uid gid
//	                                           rdev access modification change size
//	                                           permissions blocks blksize
//	symlinkattributes(path [, name or table])  of a link itself, and its target
//	dir(path)                                  iterator, and an object with next and close
//	mkdir(path), rmdir(path), link(old, new [, symbolic])
//	touch(path [, atime [, mtime]])            in seconds
//	chdir(path), currentdir()
//	lock(file, "r" or "w" [, start [, length]]), unlock(file [, start [, length]])
//	lock_dir(path)                             an object with free
//	setmode(file, mode)                        does nothing
//
// # Concurrency
//
// The current directory is the process's, as in skynet: chdir moves all services.
// What require has found before is not looked for again. Locks of files are the
// process's too: two services don't keep each other out; lock_dir does.
//
// Calls go to the system where they are made, as those of io do.
//
// # Limits
//
// A directory is read in pieces of 256 names. One that is forgotten half-way is
// closed when the collector finds it; so is a lock_dir, or when its service ends.
//
// # Errors
//
// Functions return nil, the system's text, and its number. dir raises. Wrong
// arguments are errors of the caller.
//
// # Differences from LuaFileSystem
//
// Outside of Unix attributes has only mode, modification, size and permissions,
// and files can't be locked.
package lfs
