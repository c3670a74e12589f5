error "as it is"
