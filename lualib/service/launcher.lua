error "x"
