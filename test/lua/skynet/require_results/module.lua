return { name = (...), args = select("#", ...) }
