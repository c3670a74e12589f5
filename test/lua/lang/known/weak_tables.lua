-- missing: __mode
local values, keys = setmetatable({}, {__mode = "v"}), setmetatable({}, {__mode = "k"})
local kept = {}
values.kept, keys[kept] = kept, 1
for i = 1, 10 do values[i] = {}; keys[{}] = {} end
values.text, values.number = "text", 1
local function left() local n = 0; for _ in pairs(keys) do n = n + 1 end for i = 1, 10 do if values[i] then n = n + 1 end end return n end
for _ = 1, 200 do
  collectgarbage()
  if left() <= 2 then break end
end
assert(left() <= 2 and values.kept == kept and keys[kept] == 1 and values.text == "text" and values.number == 1)
print("ok")
