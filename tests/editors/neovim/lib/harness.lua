-- What the cases share: running tests, waiting, notes to test with.

local M = {}

local failed = 0

-- print() in `nvim -l` leaves out the last line break.
local function say(text)
  io.stdout:write(text .. '\n')
end

---@param name string
---@param body fun()
function M.test(name, body)
  local fine, trouble = xpcall(body, debug.traceback)
  if fine then
    say('ok ' .. name)
  else
    failed = failed + 1
    say('FAIL ' .. name .. '\n' .. tostring(trouble))
  end
end

--- Ends the case.
function M.finish()
  io.stdout:flush()
  os.exit(failed == 0 and 0 or 1)
end

function M.eq(got, want)
  if not vim.deep_equal(got, want) then
    error(('got %s\nwant %s'):format(vim.inspect(got), vim.inspect(want)), 2)
  end
end

---@param text string
---@param part string
function M.has(text, part)
  if not text:find(part, 1, true) then
    error(('%q is not in:\n%s'):format(part, text), 2)
  end
end

--- Waits until the probe finds something, and returns it.
---@generic T
---@param what string
---@param probe fun(): T?
---@param patience? integer milliseconds
---@return T
function M.eventually(what, probe, patience)
  local found
  local fine = vim.wait(patience or 8000, function()
    found = probe()
    return found
  end, 10)
  if not fine then
    error('waited in vain for: ' .. what, 2)
  end
  return found
end

--- Writes a file into a new folder. Names ending in `/` in `beside` are made folders.
---@param name string
---@param lines string[]
---@param beside? string[]
---@return string path
---@return string folder
function M.file(name, lines, beside)
  local folder = vim.fn.resolve(vim.fn.tempname())
  local path = folder .. '/' .. name
  vim.fn.mkdir(vim.fs.dirname(path), 'p')
  vim.fn.writefile(lines, path)
  for _, other in ipairs(beside or {}) do
    if vim.endswith(other, '/') then
      vim.fn.mkdir(folder .. '/' .. other, 'p')
    else
      vim.fn.writefile({}, folder .. '/' .. other)
    end
  end
  return path, folder
end

--- A note that jumps over two steps: “Frame as an ML task” before line 7, “Develop the model” before line 11.
M.note = {
  '# Design an ad click predictor',
  '',
  '## Clarify requirements',
  '',
  'The business goal is ad revenue. 100M daily users, answers within 50 ms at p99, privacy under GDPR.',
  '',
  '## Prepare data',
  '',
  'Impression and click logs. Positive label: a click within 30 minutes. Split by time. User and ad features.',
  '',
  '## Evaluate',
  '',
  'Offline metrics: log loss and ROC AUC. Online metrics: CTR and revenue in an A/B test, with guardrails on latency.',
}

--- A file that answers no design question.
M.readme = {
  '# Frobnicate',
  '',
  'A small tool that renames photos by the date on which they were taken.',
  '',
  '## Install',
  '',
  'Run `make install`.',
  '',
  '## Usage',
  '',
  '- `frob FOLDER` renames everything in a folder.',
  '- `frob --dry-run FOLDER` only says what it would do.',
}

---@param bufnr? integer
---@return vim.lsp.Client
function M.attached(bufnr)
  return M.eventually('the client to be attached', function()
    local client = vim.lsp.get_clients({ bufnr = bufnr or 0, name = 'whyfirst' })[1]
    return client and client.initialized and client
  end)
end

---@param bufnr? integer
---@return string[]
function M.lines(bufnr)
  return vim.api.nvim_buf_get_lines(bufnr or 0, 0, -1, false)
end

--- The diagnostics of a buffer, each as `line:column-column code`, from 0.
---@param bufnr? integer
---@return string[]
function M.diagnostics(bufnr)
  local shown = vim.tbl_map(function(it)
    return ('%d:%d-%d %s'):format(it.lnum, it.col, it.end_col, it.code)
  end, vim.diagnostic.get(bufnr or 0))
  table.sort(shown)
  return shown
end

--- Waits until a buffer has exactly these diagnostics.
---@param want string[]
---@param bufnr? integer
function M.diagnosed(want, bufnr)
  local same = vim.wait(8000, function()
    return vim.deep_equal(M.diagnostics(bufnr), want)
  end, 10)
  if not same then
    error(('got %s\nwant %s'):format(vim.inspect(M.diagnostics(bufnr)), vim.inspect(want)), 2)
  end
end

---@param pid integer
---@return boolean
function M.lives(pid)
  return vim.uv.kill(pid, 0) == 0
end

return M
