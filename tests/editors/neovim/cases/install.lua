-- The ways of installing that the README shows, as far as Neovim itself does them.

local harness = require('harness')
local eq = harness.eq

--- Starts a Neovim with an init.lua of one's own and a note, and runs Lua in it.
---@param init string[]
---@param link? string where the plugin is linked to, below the data folder
---@return string[]
local function start(init, link)
  local home = vim.fn.tempname()
  local config = home .. '/config/nvim'
  vim.fn.mkdir(config, 'p')
  vim.fn.writefile(init, config .. '/init.lua')
  if link then
    local target = home .. '/data/nvim/site/' .. link
    vim.fn.mkdir(vim.fs.dirname(target), 'p')
    assert(vim.uv.fs_symlink(vim.env.CLIENT, target))
  end
  local probe = home .. '/probe.lua'
  vim.fn.writefile({
    "vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.NOTE))",
    'local function hinted() return vim.lsp.inlay_hint.is_enabled({ bufnr = 0 }) end',
    'vim.wait(8000, function() return #vim.diagnostic.get(0) == 2 and hinted() end, 10)',
    'local hints = hinted()',
    "local command = vim.fn.exists(':Whyfirst')",
    "local found = { 'found', #vim.diagnostic.get(0), tostring(hints), command }",
    "io.stdout:write(table.concat(found, ' ') .. '\\n')",
    'os.exit(0)',
  }, probe)
  local result = vim
    .system({ vim.v.progpath, '--headless', '-i', 'NONE', '-n', '+luafile ' .. probe }, {
      text = true,
      timeout = 20000,
      env = {
        NOTE = harness.file('ads.md', harness.note),
        XDG_CONFIG_HOME = home .. '/config',
        XDG_DATA_HOME = home .. '/data',
      },
    })
    :wait()
  return { vim.trim(result.stdout), vim.trim(result.stderr) }
end

local works = { 'found 2 true 2', '' }

harness.test('as a package that is always loaded', function()
  eq(start({ "require('whyfirst').setup()" }, 'pack/notes/start/whyfirst'), works)
end)

harness.test('as a package that is loaded by packadd', function()
  eq(start({ "vim.cmd.packadd('whyfirst')", "require('whyfirst').setup()" }, 'pack/notes/opt/whyfirst'), works)
end)

harness.test('as a folder of a repository that a plugin manager has fetched', function()
  eq(
    start({
      'vim.opt.runtimepath:append(vim.env.CLIENT)',
      "require('whyfirst').setup()",
    }),
    works
  )
end)

harness.test('where a plugin manager loads no plugin files of the folder', function()
  eq(
    start({
      'vim.o.loadplugins = false',
      'vim.opt.runtimepath:append(vim.env.CLIENT)',
      "require('whyfirst').setup()",
    }),
    works
  )
end)

harness.finish()
