-- The server lives no longer than its editor.

local harness = require('harness')
local Child = require('child')

---@return Child
---@return integer editor its process
---@return integer server its process
local function running()
  local child = Child.start()
  child:open((harness.file('ads.md', harness.note)))
  local editor = child:lua('return vim.fn.getpid()')
  local server = child:lua('return vim.api.nvim_get_proc_children(vim.fn.getpid())[1]')
  harness.eq(harness.lives(server), true)
  return child, editor, server
end

---@param pid integer
local function gone(pid)
  harness.eventually('the server to end', function()
    return not harness.lives(pid)
  end, 10000)
end

harness.test('it ends when Neovim is left', function()
  local child, _, server = running()
  vim.rpcnotify(child.channel, 'nvim_command', 'qall!')
  gone(server)
end)

harness.test('it ends when Neovim is killed', function()
  local _, editor, server = running()
  vim.uv.kill(editor, 'sigkill')
  gone(server)
end)

harness.finish()
