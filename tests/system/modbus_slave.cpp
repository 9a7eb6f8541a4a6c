// Modbus sensors on a serial line that is not ours: libmodbus answers, on a pseudo terminal each, and a pump carries
// bytes between them and the one whose path is said. Told by lines in a FIFO what happens:
//
//   magpie_modbus_slave FIFO NODE_ADDRESS FOREIGN_ADDRESS...
//
//   input ADDRESS REGISTER VALUE     an input register has a value
//   spoil on|off                     one bit of each answer is flipped
//   freeze on|off                    the node answers, and takes no samples

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <modbus/modbus.h>

#include "wire/modbus/register_map.hpp"

namespace {

using namespace magpie;

constexpr int registers = 64;

[[noreturn]] void die(const char* what) {
    std::perror(what);
    std::_Exit(1);
}

/// A pseudo terminal whose near end we keep; raw, and open at its far end so that it stays.
struct Terminal {
    int near = ::posix_openpt(O_RDWR | O_NOCTTY);
    std::string path;

    Terminal() {
        std::array<char, 64> name{};
        if (near < 0 || ::grantpt(near) != 0 || ::unlockpt(near) != 0 ||
            ::ptsname_r(near, name.data(), name.size()) != 0) {
            die("posix_openpt");
        }
        path = name.data();
        const int far = ::open(path.c_str(), O_RDWR | O_NOCTTY);
        termios raw{};
        if (far < 0 || ::tcgetattr(far, &raw) != 0) {
            die("open");
        }
        ::cfmakeraw(&raw);
        ::tcsetattr(far, TCSANOW, &raw);
    }
};

std::mutex of_registers;

struct Slave {
    int address;
    Terminal terminal{};
    modbus_mapping_t* mapping = ::modbus_mapping_new(0, 0, registers, registers);

    void answer() const {
        modbus_t* const line = ::modbus_new_rtu(terminal.path.c_str(), 19200, 'E', 8, 1);
        ::modbus_set_slave(line, address);
        if (::modbus_connect(line) != 0) {
            die("modbus_connect");
        }
        std::array<std::uint8_t, MODBUS_RTU_MAX_ADU_LENGTH> question{};
        while (true) {
            if (const int length = ::modbus_receive(line, question.data()); length > 0) {
                const std::lock_guard hold(of_registers);
                ::modbus_reply(line, question.data(), length, mapping);
            }
        }
    }
};

struct Bus {
    Terminal line{};
    std::vector<std::unique_ptr<Slave>> slaves{};
    bool spoils = false;
    bool frozen = false;

    void input(int address, int at, int value) {
        const std::lock_guard hold(of_registers);
        for (auto& slave : slaves) {
            if (slave->address == address && at >= 0 && at < registers) {
                slave->mapping->tab_input_registers[at] = static_cast<std::uint16_t>(value);
            }
        }
    }

    void node_appears() {
        const std::lock_guard hold(of_registers);
        auto* const inputs = slaves.front()->mapping->tab_input_registers;
        inputs[modbus::input::magic] = modbus::node_magic;
        inputs[modbus::input::version_of_map] = modbus::map_version;
        inputs[modbus::input::firmware_version] = 0x0100;
        for (const auto& row : modbus::quantities) {
            inputs[row.address] = row.type == modbus::Type::s16 ? 0x8000 : 0xFFFF;
            if (modbus::words(row.type) == 2) {
                inputs[row.address + 1] = 0xFFFF;
            }
        }
        slaves.front()->mapping->tab_registers[modbus::holding::sample_period] = 5;
    }

    /// Each half second, unless it is frozen.
    void node_samples(std::uint32_t uptime) {
        const std::lock_guard hold(of_registers);
        auto* const inputs = slaves.front()->mapping->tab_input_registers;
        inputs[modbus::input::uptime] = static_cast<std::uint16_t>(uptime >> 16U);
        inputs[modbus::input::uptime + 1] = static_cast<std::uint16_t>(uptime);
        if (!frozen) {
            ++inputs[modbus::input::sequence];
        }
    }

    void obey(const std::string& line_of_text) {
        std::istringstream words(line_of_text);
        std::string verb;
        words >> verb;
        if (verb == "input") {
            int address = 0;
            int at = 0;
            int value = 0;
            words >> address >> at >> value;
            input(address, at, value);
        } else {
            std::string state;
            words >> state;
            (verb == "spoil" ? spoils : frozen) = state == "on";
        }
    }

    /// To whom it is meant for alone: libmodbus takes what follows a question to another for that one's answer, and
    /// there may be nobody who gives it.
    void carry_question() {
        std::array<std::uint8_t, 512> bytes{};
        const auto got = ::read(line.near, bytes.data(), bytes.size());
        for (const auto& slave : slaves) {
            if (got > 0 && bytes[0] == slave->address &&
                ::write(slave->terminal.near, bytes.data(), static_cast<std::size_t>(got)) != got) {
                die("write");
            }
        }
    }

    void carry_answers(const Slave& slave) const {
        std::array<std::uint8_t, 512> bytes{};
        const auto got = ::read(slave.terminal.near, bytes.data(), bytes.size());
        if (got > 0) {
            if (spoils) {
                bytes[static_cast<std::size_t>(got) - 1] ^= 0x10U;
            }
            if (::write(line.near, bytes.data(), static_cast<std::size_t>(got)) != got) {
                die("write");
            }
        }
    }
};

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fputs("usage: magpie_modbus_slave FIFO NODE_ADDRESS FOREIGN_ADDRESS...\n", stderr);
        return 2;
    }
    const int orders = ::mkfifo(argv[1], 0600) == 0 ? ::open(argv[1], O_RDWR | O_NONBLOCK) : -1;
    if (orders < 0) {
        die(argv[1]);
    }
    Bus bus;
    for (int i = 2; i < argc; ++i) {
        bus.slaves.push_back(std::make_unique<Slave>(Slave{.address = std::atoi(argv[i])}));
    }
    bus.node_appears();
    for (const auto& slave : bus.slaves) {
        std::thread([&slave = *slave] { slave.answer(); }).detach();
    }
    std::printf("line %s\n", bus.line.path.c_str());
    std::fflush(stdout);

    std::vector<pollfd> waits{{.fd = orders, .events = POLLIN, .revents = 0},
                              {.fd = bus.line.near, .events = POLLIN, .revents = 0}};
    for (const auto& slave : bus.slaves) {
        waits.push_back({.fd = slave->terminal.near, .events = POLLIN, .revents = 0});
    }
    const auto begun = std::chrono::steady_clock::now();
    auto sampled = begun;
    std::string text;
    while (::poll(waits.data(), waits.size(), 100) >= 0) {
        const auto now = std::chrono::steady_clock::now();
        if (now - sampled >= std::chrono::milliseconds(500)) {
            sampled = now;
            bus.node_samples(
                static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(now - begun).count()));
        }
        if ((waits[0].revents & POLLIN) != 0) {
            std::array<char, 512> bytes{};
            const auto got = ::read(orders, bytes.data(), bytes.size());
            text.append(bytes.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
            for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
                bus.obey(text.substr(0, end));
                text.erase(0, end + 1);
            }
        }
        if ((waits[1].revents & POLLIN) != 0) {
            bus.carry_question();
        }
        for (std::size_t i = 0; i < bus.slaves.size(); ++i) {
            if ((waits[2 + i].revents & POLLIN) != 0) {
                bus.carry_answers(*bus.slaves[i]);
            }
        }
    }
    die("poll");
}
