// The air between the radios of mac80211_hwsim. It decides for every attempt of a frame whether it arrives, and how
// loud; what it is told on stdin, a line each, holds from the next frame on:
//   loss PERCENT [FROM TO]     of the frames of all links, or of one
//   signal DBM [FROM TO]       at the receiver
// FROM and TO are addresses of radios. Without a link, what was said of single ones is forgotten.
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <random>
#include <sstream>
#include <vector>

#include "tests/vm/hwsim.hpp"

namespace magpie::vm {
namespace {

struct Radio {
    Address address;   // its interface's
    Address hardware;  // what hwsim calls it
};

std::vector<Radio> find_radios() {
    std::vector<Radio> radios;
    for (const auto& phy : std::filesystem::directory_iterator("/sys/class/ieee80211")) {
        std::ifstream file(phy.path() / "addresses");
        std::string first;
        std::string second;
        if (file >> first >> second) {
            const auto address = read_address(first);
            const auto hardware = read_address(second);
            require(address && hardware, "no addresses in " + phy.path().string());
            radios.push_back({*address, *hardware});
        }
    }
    return radios;
}

/// What is said of all links, and of some.
template <class Value>
class Rule {
  public:
    explicit Rule(Value value) : all_(value) {}

    void set(Value value) {
        all_ = value;
        links_.clear();
    }
    void set(Value value, const Address& from, const Address& to) { links_[{from, to}] = value; }
    [[nodiscard]] Value of(const Radio& from, const Radio& to) const {
        const auto found = links_.find({from.address, to.address});
        return found == links_.end() ? all_ : found->second;
    }

  private:
    Value all_;
    std::map<std::pair<Address, Address>, Value> links_;
};

/// One step of the rates a frame is tried at (struct hwsim_tx_rate).
struct Attempts {
    std::int8_t rate;
    std::uint8_t count;
};
static_assert(sizeof(Attempts) == 2);

class Medium {
  public:
    explicit Medium(unsigned seed) : family_("MAC80211_HWSIM"), random_(seed), radios_(find_radios()) {
        nl_socket_disable_seq_check(family_.socket());
        nl_socket_disable_auto_ack(family_.socket());
        nl_socket_set_buffer_size(family_.socket(), 8 << 20, 1 << 20);
        nl_socket_modify_cb(
            family_.socket(), NL_CB_VALID, NL_CB_CUSTOM,
            [](nl_msg* message, void* self) {
                static_cast<Medium*>(self)->carry(message);
                return static_cast<int>(NL_OK);
            },
            this);
        family_.send(family_.message(hwsim_register, NLM_F_REQUEST));
        nl_socket_set_nonblocking(family_.socket());
    }

    [[nodiscard]] int descriptor() const { return nl_socket_get_fd(family_.socket()); }
    // What it says of frames to radios that are gone is no trouble.
    void receive() { nl_recvmsgs_default(family_.socket()); }

    void obey(const std::string& line) {
        std::istringstream words(line);
        std::string what;
        std::string from_text;
        std::string to_text;
        int value = 0;
        require(static_cast<bool>(words >> what >> value), "no rule: " + line);
        words >> from_text >> to_text;
        const auto from = read_address(from_text);
        const auto to = read_address(to_text);
        require(from.has_value() == to.has_value() && from.has_value() != from_text.empty(), "no link: " + line);
        require(what == "loss" || what == "signal", "no rule: " + line);
        auto& rule = what == "loss" ? loss_ : signal_;
        if (from) {
            rule.set(value, *from, *to);
        } else {
            rule.set(value);
        }
    }

  private:
    void carry(nl_msg* message) {
        std::array<nlattr*, hwsim_attribute_max + 1> attributes{};
        const auto* const header = static_cast<const genlmsghdr*>(nlmsg_data(nlmsg_hdr(message)));
        if (header->cmd != hwsim_frame ||
            genlmsg_parse(nlmsg_hdr(message), 0, attributes.data(), hwsim_attribute_max, nullptr) < 0) {
            return;
        }
        const auto [transmitter, bytes, tries] =
            std::tuple(attributes[hwsim_transmitter], attributes[hwsim_bytes], attributes[hwsim_attempts]);
        if (transmitter == nullptr || bytes == nullptr || tries == nullptr || attributes[hwsim_frequency] == nullptr ||
            nla_len(bytes) < 10) {
            return;
        }
        Address hardware{};
        std::memcpy(hardware.data(), nla_data(transmitter), hardware.size());
        const auto* const from = radio(hardware);
        if (from == nullptr) {
            return;
        }
        Address destination{};
        std::memcpy(destination.data(), static_cast<const std::uint8_t*>(nla_data(bytes)) + 4, destination.size());
        std::array<Attempts, 4> attempts{};
        std::memcpy(attempts.data(), nla_data(tries), std::min<std::size_t>(sizeof(attempts), nla_len(tries)));

        const bool to_all = (destination[0] & 1U) != 0;
        bool acknowledged = false;
        int acknowledged_at = 0;
        for (const auto& to : radios_) {
            if (&to == from) {
                continue;
            }
            const int loss = loss_.of(*from, to);
            // A radio's addresses differ in their first and last bytes.
            const bool meant =
                !to_all && std::equal(destination.begin() + 1, destination.end() - 1, to.address.begin() + 1);
            if (meant ? arrives(attempts, loss) : !lost(loss)) {
                deliver(to, *from, attributes, attempts[0].rate);
                acknowledged |= meant;
                acknowledged_at = meant ? signal_.of(to, *from) : acknowledged_at;
            }
        }
        report(attributes, attempts, acknowledged, acknowledged_at);
    }

    /// By its hardware address. One that is not known may have come just now.
    const Radio* radio(const Address& hardware) {
        const auto find = [&] {
            return std::find_if(radios_.begin(), radios_.end(), [&](const Radio& r) { return r.hardware == hardware; });
        };
        auto found = find();
        if (found == radios_.end()) {
            radios_ = find_radios();
            found = find();
        }
        return found == radios_.end() ? nullptr : &*found;
    }

    bool lost(int percent) { return static_cast<int>(random_() % 100) < percent; }

    /// Tries as often as each rate allows; `attempts` becomes what was needed.
    bool arrives(std::array<Attempts, 4>& attempts, int loss) {
        bool arrived = false;
        for (auto& [rate, count] : attempts) {
            if (arrived) {
                rate = -1;
                count = 0;
            }
            for (std::uint8_t attempt = 1; rate >= 0 && attempt <= count && !arrived; ++attempt) {
                if (!lost(loss)) {
                    arrived = true;
                    count = attempt;
                }
            }
        }
        return arrived;
    }

    void deliver(const Radio& to, const Radio& from, const std::array<nlattr*, hwsim_attribute_max + 1>& attributes,
                 int rate) {
        const auto message = family_.message(hwsim_frame, NLM_F_REQUEST);
        const std::uint32_t mhz = nla_get_u32(attributes[hwsim_frequency]);
        // The kernel takes it as an index into the legacy rates, of which there are 12 on 2.4 GHz and 8 above.
        const int rate_max = mhz < 5000 ? 11 : 7;
        nla_put(message.get(), hwsim_receiver, sizeof(to.hardware), to.hardware.data());
        nla_put(message.get(), hwsim_bytes, nla_len(attributes[hwsim_bytes]), nla_data(attributes[hwsim_bytes]));
        nla_put_u32(message.get(), hwsim_rx_rate, static_cast<std::uint32_t>(std::clamp(rate, 0, rate_max)));
        nla_put_u32(message.get(), hwsim_signal, static_cast<std::uint32_t>(signal_.of(from, to)));
        nla_put_u32(message.get(), hwsim_frequency, mhz);
        family_.send(message);
    }

    /// What became of a frame, to the kernel that sent it.
    void report(const std::array<nlattr*, hwsim_attribute_max + 1>& attributes, const std::array<Attempts, 4>& attempts,
                bool acknowledged, int signal) {
        const auto message = family_.message(hwsim_tx_info, NLM_F_REQUEST);
        const auto copy = [&](int attribute) {
            nla_put(message.get(), attribute, nla_len(attributes[attribute]), nla_data(attributes[attribute]));
        };
        copy(hwsim_transmitter);
        copy(hwsim_cookie);
        nla_put_u32(message.get(), hwsim_flags,
                    nla_get_u32(attributes[hwsim_flags]) | (acknowledged ? hwsim_acknowledged : 0U));
        nla_put_u32(message.get(), hwsim_signal, static_cast<std::uint32_t>(signal));
        nla_put(message.get(), hwsim_attempts, sizeof(attempts), attempts.data());
        family_.send(message);
    }

    Family family_;
    std::mt19937 random_;
    std::vector<Radio> radios_;
    Rule<int> loss_{0};
    Rule<int> signal_{-50};
};

void serve() {
    Medium medium(1);
    std::array<pollfd, 2> waiting{{{medium.descriptor(), POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}}};
    std::string said;
    std::cout << "ready" << std::endl;
    while (poll(waiting.data(), waiting.size(), -1) >= 0) {
        if (waiting[0].revents != 0) {
            medium.receive();
        }
        if (waiting[1].revents != 0) {
            std::array<char, 256> bytes{};
            const auto count = read(STDIN_FILENO, bytes.data(), bytes.size());
            if (count <= 0) {
                return;
            }
            said.append(bytes.data(), static_cast<std::size_t>(count));
            for (auto end = said.find('\n'); end != std::string::npos; end = said.find('\n')) {
                medium.obey(said.substr(0, end));
                std::cout << said.substr(0, end) << std::endl;
                said.erase(0, end + 1);
            }
        }
    }
}

}  // namespace
}  // namespace magpie::vm

int main() try {
    magpie::vm::serve();
    return 0;
} catch (const std::exception& problem) {
    std::cerr << "medium: " << problem.what() << '\n';
    return 1;
}
