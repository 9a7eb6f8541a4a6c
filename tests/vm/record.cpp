// Writes what nl80211 answers, as golden vectors (tests/golden/netlink) for the tests of its readers:
//   record DIR INTERFACE     dumps of radios, interfaces and rules, and the interface's survey, stations and scan
//   results record DIR               events, until it is ended
#include <linux/nl80211.h>
#include <net/if.h>
#include <sys/utsname.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <string>

#include "tests/vm/hwsim.hpp"

namespace magpie::vm {
namespace {

/// A file of hex, 32 bytes a line.
class Golden {
  public:
    Golden(const std::string& directory, const std::string& name, const std::string& what)
        : file_(directory + "/wifi_" + name + "_hwsim.hex") {
        require(file_.is_open(), "cannot write into " + directory);
        utsname system{};
        uname(&system);
        file_ << "# " << what << " (Linux " << system.release << "): radios of mac80211_hwsim.\n";
    }

    void add(nl_msg* message) {
        const auto* const header = nlmsg_hdr(message);
        const auto* const bytes = reinterpret_cast<const std::uint8_t*>(header);
        for (std::uint32_t i = 0; i < header->nlmsg_len; ++i) {
            std::array<char, 4> text{};
            const bool last = i % 32 == 31 || i + 1 == header->nlmsg_len;
            std::snprintf(text.data(), text.size(), "%02x%c", bytes[i], last ? '\n' : ' ');
            file_ << text.data();
        }
        file_.flush();
    }

  private:
    std::ofstream file_;
};

void write_to(const Family& family, Golden& golden) {
    nl_socket_modify_cb(
        family.socket(), NL_CB_VALID, NL_CB_CUSTOM,
        [](nl_msg* message, void* to) {
            static_cast<Golden*>(to)->add(message);
            return static_cast<int>(NL_OK);
        },
        &golden);
}

struct Dump {
    std::uint8_t command;
    const char* name;
    const char* what;
    bool of_interface;
};
constexpr Dump dumps[] = {
    {NL80211_CMD_GET_WIPHY, "wiphy", "NL80211_CMD_GET_WIPHY split dump", true},
    {NL80211_CMD_GET_INTERFACE, "interface", "NL80211_CMD_GET_INTERFACE dump", false},
    {NL80211_CMD_GET_REG, "regulatory", "NL80211_CMD_GET_REG dump", false},
    {NL80211_CMD_GET_SURVEY, "survey", "NL80211_CMD_GET_SURVEY dump", true},
    {NL80211_CMD_GET_STATION, "station", "NL80211_CMD_GET_STATION dump", true},
    {NL80211_CMD_GET_SCAN, "scan", "NL80211_CMD_GET_SCAN dump", true},
};

void record_dumps(const std::string& directory, const char* interface) {
    const auto index = if_nametoindex(interface);
    require(index != 0, std::string("no interface ") + interface);
    for (const auto& dump : dumps) {
        const Family family(NL80211_GENL_NAME);
        Golden golden(directory, dump.name, dump.what);
        write_to(family, golden);
        const auto message = family.message(dump.command, NLM_F_REQUEST | NLM_F_DUMP);
        if (dump.of_interface) {
            nla_put_u32(message.get(), NL80211_ATTR_IFINDEX, index);
        }
        if (dump.command == NL80211_CMD_GET_WIPHY) {
            nla_put_flag(message.get(), NL80211_ATTR_SPLIT_WIPHY_DUMP);
        }
        family.send(message);
        require(nl_recvmsgs_default(family.socket()) >= 0, std::string("refused: ") + dump.what);
    }
}

void record_events(const std::string& directory) {
    const Family family(NL80211_GENL_NAME);
    nl_socket_disable_seq_check(family.socket());
    for (const auto* const group : {"config", "scan", "regulatory", "mlme"}) {
        const int number = genl_ctrl_resolve_grp(family.socket(), NL80211_GENL_NAME, group);
        require(nl_socket_add_membership(family.socket(), number) == 0, std::string("no group ") + group);
    }
    Golden golden(directory, "events", "Events of the groups config, scan, regulatory and mlme of nl80211");
    write_to(family, golden);
    std::cout << "ready" << std::endl;
    while (nl_recvmsgs_default(family.socket()) >= 0) {
    }
}

}  // namespace
}  // namespace magpie::vm

int main(int count, char** words) try {
    magpie::vm::require(count == 2 || count == 3, "record DIR [INTERFACE]");
    if (count == 3) {
        magpie::vm::record_dumps(words[1], words[2]);
    } else {
        magpie::vm::record_events(words[1]);
    }
    return 0;
} catch (const std::exception& problem) {
    std::cerr << "record: " << problem.what() << '\n';
    return 1;
}
