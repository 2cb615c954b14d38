-- `:Whyfirst`, setup() and the help file.

local harness = require('harness')
local test, eq, has, eventually = harness.test, harness.eq, harness.has, harness.eventually

local whyfirst = require('whyfirst')
local path = harness.file('ads.md', harness.note)

local said
---@diagnostic disable-next-line: duplicate-set-field
vim.notify = function(message)
  said = message
end

test('setup() names an option that it does not know, and one of a wrong kind', function()
  local fine, why = pcall(whyfirst.setup, { inlay_hint = true })
  eq({ fine, why }, { false, "whyfirst: setup() knows no option 'inlay_hint'" })
  fine, why = pcall(whyfirst.setup, { cmd = 'whyfirst' })
  eq({ fine, why }, { false, "whyfirst: the option 'cmd' is a table, not a string" })
  eq(vim.lsp.is_enabled('whyfirst'), false)
end)

test('setup() after the server was started still switches on hints', function()
  vim.lsp.enable('whyfirst')
  vim.cmd.edit(path)
  harness.attached()
  eq(vim.lsp.inlay_hint.is_enabled({ bufnr = 0 }), false)
  whyfirst.setup()
  eventually('the hints to be on', function()
    return vim.lsp.inlay_hint.is_enabled({ bufnr = 0 })
  end)
  eq(#vim.api.nvim_get_autocmds({ group = 'whyfirst' }), 1)
  whyfirst.setup()
  eq(#vim.api.nvim_get_autocmds({ group = 'whyfirst' }), 1)
end)

local known = {
  'explain',
  'framework',
  'health',
  'hints',
  'log',
  'missing',
  'new',
  'practice',
  'problem',
  'reading',
  'restart',
  'status',
}

test('arguments of :Whyfirst are completed', function()
  eq(vim.fn.getcompletion('Whyfirst ', 'cmdline'), known)
  eq(vim.fn.getcompletion('Whyfirst re', 'cmdline'), { 'reading', 'restart' })
  eq(vim.fn.getcompletion('Whyfirst status d', 'cmdline'), { 'done', 'draft' })
  eq(vim.fn.getcompletion('Whyfirst framework ml-7', 'cmdline'), { 'ml-7-step' })
  eq(vim.fn.getcompletion('Whyfirst new ad-click', 'cmdline'), { 'ad-click-prediction' })
end)

test('an argument that does not exist is answered', function()
  vim.cmd.Whyfirst('stop')
  eq(said, 'whyfirst: there is no :Whyfirst stop; try ' .. table.concat(known, ', '))
end)

---@param before integer
---@return vim.lsp.Client
local function attached_after(before)
  return eventually('a new client', function()
    local client = vim.lsp.get_clients({ bufnr = 0, name = 'whyfirst' })[1]
    return client and client.initialized and client.id ~= before and client
  end)
end

test(':Whyfirst restart replaces the server', function()
  local before = harness.attached()
  local process = vim.api.nvim_get_proc_children(vim.fn.getpid())[1]
  harness.diagnosed({ '10:0-11 skipped-step', '6:0-15 skipped-step' })
  vim.cmd.Whyfirst('restart')
  attached_after(before.id)
  eq(harness.lives(process), false)
  harness.diagnosed({ '10:0-11 skipped-step', '6:0-15 skipped-step' })
  eq(#vim.lsp.get_clients(), 1)
end)

test(':Whyfirst restart brings back a server that was killed', function()
  local before = harness.attached()
  vim.uv.kill(vim.api.nvim_get_proc_children(vim.fn.getpid())[1], 'sigkill')
  eventually('the client to be gone', function()
    return #vim.lsp.get_clients() == 0
  end)
  vim.cmd.Whyfirst('restart')
  attached_after(before.id)
end)

test(':Whyfirst log opens the log, or says that there is none', function()
  local log = vim.lsp.log.get_filename()
  vim.fn.delete(log)
  vim.cmd.Whyfirst('log')
  eq(said, 'whyfirst: there is no log yet at ' .. log)
  vim.fn.writefile({ 'one', 'two' }, log)
  vim.cmd.Whyfirst('log')
  eq(vim.api.nvim_buf_get_name(0), log)
  eq({ vim.bo.readonly, vim.fn.line('.') }, { true, 2 })
  vim.cmd.close()
end)

test(':Whyfirst health opens the report', function()
  vim.cmd.Whyfirst('health')
  has(table.concat(harness.lines(), '\n'), 'whyfirst: ')
  vim.cmd.bwipeout({ bang = true })
end)

test('the help file has its tags, and names every option and argument', function()
  -- In a copy: the tags are no part of the repository.
  local copy = vim.fn.tempname()
  vim.fn.mkdir(copy .. '/doc', 'p')
  local source = vim.env.CLIENT .. '/doc/whyfirst.txt'
  vim.uv.fs_copyfile(source, copy .. '/doc/whyfirst.txt')
  vim.cmd.helptags(copy .. '/doc')
  local tags = table.concat(vim.fn.readfile(copy .. '/doc/tags'), '\n')
  for _, tag in ipairs({ 'whyfirst', ':Whyfirst', 'whyfirst.setup()', 'whyfirst-health', 'whyfirst-completion' }) do
    has(tags, tag .. '\twhyfirst.txt')
  end
  local text = table.concat(vim.fn.readfile(source), '\n')
  for _, word in ipairs({ 'cmd', 'inlay_hints', 'completion', 'code_lens', 'settings' }) do
    has(text, '\n    ' .. word)
  end
  for _, argument in ipairs(known) do
    has(text, ':Whyfirst ' .. argument)
  end
  for tag in text:gmatch('|([^|%s]+)|') do
    local there = tags:find(tag .. '\t', 1, true) or #vim.fn.getcompletion(tag, 'help') > 0
    eq({ tag, there ~= nil and there ~= false }, { tag, true })
  end
end)

harness.finish()
