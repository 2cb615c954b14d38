-- In Neovim 0.10, which cannot run the client, it says so instead of failing somewhere.

local harness = require('harness')
local test, eq, has = harness.test, harness.eq, harness.has

local reason = 'needs Neovim 0.11 or newer; this is ' .. tostring(vim.version())

local said
---@diagnostic disable-next-line: duplicate-set-field
vim.notify = function(message)
  said = message
end

test('this is an old Neovim', function()
  eq(vim.fn.has('nvim-0.11'), 0)
end)

test('setup() says so', function()
  require('whyfirst').setup()
  eq(said, 'whyfirst: ' .. reason)
end)

test(':Whyfirst says so', function()
  said = nil
  vim.cmd.Whyfirst('restart')
  eq(said, 'whyfirst: ' .. reason)
end)

test(':Whyfirst health says so', function()
  vim.cmd.Whyfirst('health')
  local text = table.concat(harness.lines(), '\n')
  has(text, 'ERROR Whyfirst ' .. reason)
  has(text, 'https://neovim.io')
end)

harness.finish()
