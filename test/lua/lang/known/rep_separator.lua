-- silently wrong: string.rep's separator
assert(("x"):rep(3, ", ") == "x, x, x" and ("x"):rep(1, ",") == "x" and ("x"):rep(0, ",") == "" and (""):rep(3, "-") == "--")
print("ok")
