-- missing: %j, %U and %c of os.date
assert(os.date("!%j %U %W %w %y %H", 86400 * 40) == "041 06 06 2 70 00", os.date("!%j %U %W %w %y %H", 86400 * 40))
assert(os.date("!%c", 0) == "Thu Jan  1 00:00:00 1970" and os.date("!%x %X %p", 0) == "01/01/70 00:00:00 AM")
assert(os.date("!*t", 0).yday == 1 and os.time {year = 2020, month = 14, day = 1, hour = 12} == os.time {year = 2021, month = 2, day = 1, hour = 12})
assert(select(2, pcall(os.date, "%Ez")):find("invalid conversion specifier", 1, true))
print("ok")
