-- silently wrong: __pairs; and ipairs and rawlen
local t = setmetatable({}, {__pairs = function(t) return function(_, k) if not k then return "k", "v" end end, t, nil end})
local seen = 0
for k, v in pairs(t) do assert(k == "k" and v == "v"); seen = seen + 1 end
assert(seen == 1)
local p = setmetatable({}, {__index = function(_, i) if i <= 3 then return i * 10 end end, __len = function() return 7 end})
seen = 0
for i, v in ipairs(p) do assert(v == i * 10); seen = i end
assert(seen == 3 and #p == 7 and rawlen(p) == 0)
print("ok")
