package luahost

// SetMonitor has the service at an address told of each service that ends: a
// message of TypeClient without a body, from the one that has ended.
func (h *Host) SetMonitor(addr uint32) { h.monitor.Store(addr) }

// Monitor is what SetMonitor was given, or 0.
func (h *Host) Monitor() uint32 { return h.monitor.Load() }

func (h *Host) tellMonitor(ended uint32) {
	if addr := h.monitor.Load(); addr != 0 && addr != ended {
		h.Send(addr, Message{Type: TypeClient, Source: ended})
	}
}
