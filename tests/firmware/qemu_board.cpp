#include "tests/firmware/qemu_board.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "firmware/node/hal/layout.hpp"

namespace magpie::test {

namespace {

constexpr std::uint32_t ram = 0x20000000;

Bytes read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw std::runtime_error(path.string() + " is missing: cmake --build --preset node");
    }
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string socket_chardev(const std::string& id, const std::filesystem::path& path) {
    return "socket,id=" + id + ",server=on,wait=off,path=" + path.string();
}

}  // namespace

std::filesystem::path node_directory() {
    return std::filesystem::path(MAGPIE_SOURCE_DIR) / "build/node";
}

Bytes built(const std::string& name) {
    return read_file(node_directory() / name);
}

std::string name_of(Machine machine) {
    return machine == Machine::lm3s6965evb ? "lm3s6965evb" : "mps2-an386";
}

QemuBoard::QemuBoard(Machine machine, std::span<const std::uint8_t> flash) : machine_(machine) {
    // Short, for the path of a socket has 107 letters.
    char name[] = "/tmp/magpie-node-XXXXXX";
    if (::mkdtemp(name) == nullptr) {
        throw std::runtime_error("no directory for a node");
    }
    directory_ = name;
    try {
        std::vector<std::string> arguments{
            "qemu-system-arm", "-M", name_of(machine), "-display", "none", "-monitor", "none", "-S",
            // An unplugged cable of the model that the board brings.
            "-nic", "none", "-chardev", socket_chardev("bus", bus()), "-serial", "chardev:bus", "-chardev",
            socket_chardev("particles", directory_ / "particles"), "-serial", "chardev:particles", "-qmp",
            "unix:" + (directory_ / "qmp").string() + ",server=on,wait=off", "-chardev",
            socket_chardev("gdb", directory_ / "gdb"), "-gdb", "chardev:gdb", "-device",
            "tmp105,bus=i2c,address=0x48,id=temperature", "-device", "adm1272,bus=i2c,address=0x10,id=supply",
            "-device", "max34451,bus=i2c,address=0x20,id=analogue"};
        if (machine == Machine::lm3s6965evb) {
            std::ofstream(directory_ / "flash", std::ios::binary)
                .write(reinterpret_cast<const char*>(flash.data()), static_cast<std::streamsize>(flash.size()));
            arguments.insert(arguments.end(), {"-kernel", (directory_ / "flash").string()});
        }
        start(arguments);
        qmp_ = std::make_unique<Qmp>(directory_ / "qmp");
        particles_ = connect_when_there(directory_ / "particles");
        if (machine == Machine::mps2_an386) {
            // Not as an image of QEMU's own, which each reset would write anew over what the node has changed.
            GdbStub(directory_ / "gdb").write(0, flash);
            press_reset();
        }
        qmp_->execute("cont");
    } catch (...) {
        stop();
        throw;
    }
}

QemuBoard::~QemuBoard() {
    stop();
}

void QemuBoard::start(const std::vector<std::string>& arguments) {
    std::vector<char*> pointers;
    pointers.reserve(arguments.size() + 1);
    for (const std::string& argument : arguments) {
        pointers.push_back(const_cast<char*>(argument.c_str()));
    }
    pointers.push_back(nullptr);
    const auto log = (directory_ / "log").string();
    const auto parent = ::getpid();
    process_ = ::fork();
    if (process_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) {
            ::_exit(1);
        }
        const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        ::dup2(file, STDOUT_FILENO);
        ::dup2(file, STDERR_FILENO);
        ::execvp(pointers[0], pointers.data());
        ::_exit(127);
    }
    if (process_ < 0) {
        throw std::runtime_error("no process for QEMU");
    }
}

void QemuBoard::stop() {
    qmp_.reset();
    if (particles_ >= 0) {
        ::close(particles_);
        particles_ = -1;
    }
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
        process_ = -1;
    }
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

void QemuBoard::send_particles(std::span<const std::uint8_t> bytes) {
    if (::send(particles_, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size())) {
        throw std::runtime_error("QEMU is gone");
    }
}

void QemuBoard::set(const std::string& device, const std::string& property, int value) {
    qmp_->execute("qom-set", {{"path", "/machine/peripheral/" + device}, {"property", property}, {"value", value}});
}

void QemuBoard::move_door(bool open) {
    const nlohmann::json key{{"type", "qcode"}, {"data", "ctrl"}};
    qmp_->execute("input-send-event", {{"events", {{{"type", "key"}, {"data", {{"down", !open}, {"key", key}}}}}}});
}

void QemuBoard::hang() {
    for (;;) {
        qmp_->execute("stop");
        GdbStub gdb(directory_ / "gdb");
        // Within an interrupt the watchdog's own would never come, and nobody would note why.
        if ((gdb.get_register(GdbStub::xpsr) & 0x1FFU) == 0) {
            constexpr std::array<std::uint8_t, 2> jump_to_itself{0xFE, 0xE7};
            gdb.write(ram, jump_to_itself);  // the far end of the stack
            gdb.set_register(GdbStub::pc, ram);
            qmp_->execute("cont");
            return;
        }
        qmp_->execute("cont");
    }
}

void QemuBoard::press_reset() {
    qmp_->execute("system_reset");
    qmp_->await_event("RESET", std::chrono::seconds(20));
}

Bytes QemuBoard::memory(std::uint32_t address, std::size_t bytes) {
    const auto file = directory_ / "memory";
    qmp_->execute("stop");
    qmp_->execute("pmemsave", {{"val", address}, {"size", bytes}, {"filename", file.string()}});
    qmp_->execute("cont");
    return read_file(file);
}

Bytes QemuBoard::cut_power() {
    const auto file = directory_ / "memory";
    qmp_->execute("stop");
    qmp_->execute("pmemsave", {{"val", 0}, {"size", node::layout::flash_bytes}, {"filename", file.string()}});
    Bytes flash = read_file(file);
    stop();
    return flash;
}

}  // namespace magpie::test
