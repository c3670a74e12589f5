package wsbridge

// reservedFiles are for what else a process has open: its log, databases, files.
const reservedFiles = 64

// FitFiles sets MaxConnections and MaxHandshakes, where they are 0, to what the
// process's limit of open files has room for, so that a client gets 503 before
// files run out. It changes nothing where there is no limit.
func (s *Server) FitFiles() { s.fitFiles(fileLimit()) }

func (s *Server) fitFiles(limit int) {
	if limit <= 0 {
		return
	}
	if s.MaxHandshakes <= 0 {
		s.MaxHandshakes = max(1, min(defaultMaxHandshakes, limit/8))
	}
	if s.MaxConnections <= 0 {
		s.MaxConnections = max(1, limit-reservedFiles-min(s.MaxHandshakes, limit/8)-min(turnAways, limit/8))
	}
}
