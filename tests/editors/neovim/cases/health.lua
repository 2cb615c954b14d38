-- `:checkhealth whyfirst` says what is in the way.

local harness = require('harness')
local Child = require('child')
local has = harness.has

---@class HealthOptions
---@field setup? string
---@field file? string
---@field lines? string[]
---@field beside? string[]
---@field wait? boolean Whether the client is waited for. Default: true.
---@field before? fun(child: Child) What happens before the report.

--- Opens a file in a Neovim of its own and hands the report to the test.
---@param name string
---@param options HealthOptions
---@param body fun(report: string, folder: string)
local function report(name, options, body)
  local child
  harness.test(name, function()
    child = Child.start(options.setup)
    local path, folder = harness.file(options.file or 'ads.md', options.lines or harness.note, options.beside)
    if options.wait == false then
      child:edit(path)
    else
      child:open(path)
    end
    if options.before then
      options.before(child)
    end
    body(child:health(), folder)
  end)
  if child then
    child:stop()
  end
end

report('all is well', {
  beside = { '.git/' },
  before = function(child)
    child:eventually('the hints', 'return vim.lsp.inlay_hint.is_enabled({ bufnr = 0 })')
  end,
}, function(text, folder)
  has(text, 'OK Neovim ' .. tostring(vim.version()))
  has(text, 'OK ' .. vim.trim(vim.fn.system({ 'whyfirst', '--version' })) .. ': ' .. vim.fn.exepath('whyfirst'))
  has(text, 'OK enabled')
  has(text, ('attached; root: %s; inlay hints: on'):format(folder))
  harness.eq({ text:find('ERROR', 1, true), text:find('WARNING', 1, true) }, {})
end)

report('a single file, with hints off', {
  setup = "require('whyfirst').setup({ inlay_hints = false })",
}, function(text)
  has(text, 'attached; root: none (single file); inlay hints: off')
  has(text, 'vim.lsp.inlay_hint.enable()')
end)

report('the program is missing', {
  setup = "require('whyfirst').setup({ cmd = { 'no-such-whyfirst', 'lsp' } })",
  wait = false,
}, function(text)
  has(text, 'ERROR The program `no-such-whyfirst` was not found')
  has(text, 'cargo install')
  has(text, 'setup({ cmd = {')
  has(text, 'not attached: see above')
end)

report('the program does not start', {
  setup = "require('whyfirst').setup({ cmd = { '/bin/false', 'lsp' } })",
  wait = false,
}, function(text)
  has(text, 'ERROR /bin/false does not start')
end)

report('the server is not enabled', { setup = '', wait = false }, function(text)
  has(text, 'WARNING The server is not enabled')
  has(text, "require('whyfirst').setup()")
end)

report('a buffer has another filetype', {
  wait = false,
  before = function(child)
    child:lua("vim.bo.filetype = 'text'")
  end,
}, function(text)
  has(text, "its filetype is 'text', not 'markdown'")
end)

report('the server has been killed', {
  before = function(child)
    child:lua("vim.uv.kill(vim.api.nvim_get_proc_children(vim.fn.getpid())[1], 'sigkill')")
    child:eventually('the client to be gone', 'return #vim.lsp.get_clients() == 0')
  end,
}, function(text)
  has(text, 'not attached: the server is not running')
  has(text, ':Whyfirst restart')
end)

report('no note is open', { file = 'init.lua', lines = { 'return 1' }, wait = false }, function(text)
  has(text, 'No Markdown buffer is open')
end)

report("a 'completeopt' that inserts unasked", {
  setup = "vim.o.completeopt = 'menu'; require('whyfirst').setup()",
}, function(text)
  has(text, "'completeopt' lacks `noselect`")
end)

harness.finish()
