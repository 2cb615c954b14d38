-- `:checkhealth whyfirst`: what is in the way, and what to do about it.

local M = {}

local whyfirst = require('whyfirst')
local health = vim.health

--- How long the program may take to say its version, in milliseconds.
local PATIENCE = 3000

---@return boolean
local function is_enabled()
  if vim.lsp.is_enabled then
    return vim.lsp.is_enabled(whyfirst.NAME)
  end
  -- Neovim 0.11 has no public way to ask.
  return vim.tbl_get(vim.lsp, '_enabled_configs', whyfirst.NAME) ~= nil
end

--- Whether the program is there and starts.
---@param cmd string[]|function
---@return boolean
local function check_program(cmd)
  if type(cmd) == 'function' then
    health.info('`cmd` is a function: the program cannot be looked at')
    return true
  end
  local path = vim.fn.exepath(cmd[1])
  if path == '' then
    health.error(('The program `%s` was not found'):format(cmd[1]), {
      'Install it: cargo install --locked whyfirst',
      'Make sure that its folder (for cargo ~/.cargo/bin) is in $PATH of Neovim, then :Whyfirst restart',
      "Or say where it is: require('whyfirst').setup({ cmd = { '/path/to/whyfirst', 'lsp' } })",
    })
    return false
  end
  local started, result = pcall(function()
    return vim.system({ path, '--version' }, { text = true }):wait(PATIENCE)
  end)
  if started and result.code == 0 then
    health.ok(('%s: %s'):format(vim.trim(result.stdout), path))
    return true
  end
  local said = started and vim.trim(result.stderr or '') or tostring(result)
  health.error(('%s does not start: %s'):format(path, said ~= '' and said or 'it does not answer'), {
    'Try it in a terminal: ' .. path .. ' --version',
  })
  return false
end

--- Whether a buffer is Markdown by its name, whatever Neovim takes it for.
---@param bufnr integer
---@return boolean
local function is_named_markdown(bufnr)
  local name = vim.api.nvim_buf_get_name(bufnr):lower()
  return vim.endswith(name, '.md') or vim.endswith(name, '.markdown')
end

---@param bufnr integer
---@param client vim.lsp.Client
local function report_attached(bufnr, client)
  local hints = vim.lsp.inlay_hint.is_enabled({ bufnr = bufnr }) and 'on' or 'off'
  health.ok(('attached; root: %s; inlay hints: %s'):format(client.root_dir or 'none (single file)', hints))
  local status = require('whyfirst.status').of(bufnr)
  if status and not status.designNote then
    health.info(('the server is silent here: %s'):format(status.because))
  elseif hints == 'off' then
    health.info("Hints come with require('whyfirst').setup(), or with vim.lsp.inlay_hint.enable()")
  end
end

---@param bufnr integer
---@param filetypes string[]
---@param startable boolean
local function report_detached(bufnr, filetypes, startable)
  local filetype, buftype = vim.bo[bufnr].filetype, vim.bo[bufnr].buftype
  if not vim.list_contains(filetypes, filetype) then
    health.warn(("not attached: its filetype is '%s', not '%s'"):format(filetype, table.concat(filetypes, "', '")), {
      'In that buffer: :setfiletype markdown, or if it has another one :set filetype=markdown',
    })
  elseif buftype ~= '' then
    health.info(("not attached: a buffer of the kind '%s' is no file"):format(buftype))
  elseif not startable then
    health.warn('not attached: see above')
  else
    health.warn('not attached: the server is not running', {
      'Look for its last words: :Whyfirst log',
      'Start it again: :Whyfirst restart',
    })
  end
end

---@param filetypes string[]
---@param startable boolean
local function check_buffers(filetypes, startable)
  local some = false
  for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
    local markdown = vim.list_contains(filetypes, vim.bo[bufnr].filetype) or is_named_markdown(bufnr)
    if vim.api.nvim_buf_is_loaded(bufnr) and vim.bo[bufnr].buflisted and markdown then
      some = true
      local name = vim.api.nvim_buf_get_name(bufnr)
      health.start('whyfirst: ' .. (name ~= '' and vim.fn.fnamemodify(name, ':~:.') or ('buffer ' .. bufnr)))
      local client = vim.lsp.get_clients({ bufnr = bufnr, name = whyfirst.NAME })[1]
      if client then
        report_attached(bufnr, client)
      else
        report_detached(bufnr, filetypes, startable)
      end
    end
  end
  if not some then
    health.info('No Markdown buffer is open')
  end
end

--- Which of the things that setup() switches are off.
local function check_options()
  local options = whyfirst.options()
  if not options then
    health.info('without setup(): hints, the menu while you type and lenses are off')
    return
  end
  local off = {}
  for _, name in ipairs({ 'inlay_hints', 'completion', 'code_lens' }) do
    if not options[name] then
      table.insert(off, name)
    end
  end
  if #off > 0 then
    health.info('switched off in setup(): ' .. table.concat(off, ', '))
  end
end

local function check_completeopt()
  local flags = vim.opt.completeopt:get()
  if vim.api.nvim_get_option_info2('completeopt', {}).was_set and not vim.list_contains(flags, 'noselect') then
    health.info("'completeopt' lacks `noselect`: a menu that opens puts its first item into the text at once")
  end
end

function M.check()
  health.start('whyfirst')
  local reason = whyfirst.too_old()
  if reason then
    health.error('Whyfirst ' .. reason, { 'Install a newer Neovim: https://neovim.io/doc/install' })
    return
  end
  health.ok('Neovim ' .. tostring(vim.version()))

  local config = vim.lsp.config[whyfirst.NAME]
  if not config then
    health.error('lsp/whyfirst.lua is not in the runtime path', { 'Install the whole folder editors/neovim' })
    return
  end
  local startable = check_program(config.cmd)
  if is_enabled() then
    health.ok('enabled')
    check_options()
  else
    startable = false
    health.warn('The server is not enabled', {
      "In your init.lua: require('whyfirst').setup(), or only vim.lsp.enable('whyfirst')",
    })
  end
  check_completeopt()
  check_buffers(config.filetypes or { 'markdown' }, startable)
end

return M
