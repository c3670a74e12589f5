package lfs

import "syscall"

func accessed(st *syscall.Stat_t) int64 { return int64(st.Atim.Sec) }
func changed(st *syscall.Stat_t) int64  { return int64(st.Ctim.Sec) }
