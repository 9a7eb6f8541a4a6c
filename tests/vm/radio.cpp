// Adds and removes radios of mac80211_hwsim:
//   radio add NAME
//   radio remove NAME
#include <exception>
#include <iostream>
#include <string>

#include "tests/vm/hwsim.hpp"

namespace magpie::vm {
namespace {

void change(const std::string& what, const std::string& name) {
    require(what == "add" || what == "remove", "neither add nor remove: " + what);
    const Family family("MAC80211_HWSIM");
    const auto message = family.message(what == "add" ? hwsim_new_radio : hwsim_del_radio, NLM_F_REQUEST | NLM_F_ACK);
    nla_put_string(message.get(), hwsim_radio_name, name.c_str());
    family.send(message);
    // The kernel answers with the number of a new radio where others have their error.
    int result = 0;
    nl_socket_modify_err_cb(
        family.socket(), NL_CB_CUSTOM,
        [](sockaddr_nl*, nlmsgerr* error, void* to) {
            *static_cast<int*>(to) = error->error;
            return static_cast<int>(NL_STOP);
        },
        &result);
    require(nl_wait_for_ack(family.socket()) == 0 || result >= 0, "the kernel refuses");
    require(result >= 0, "the kernel refuses: " + std::to_string(-result));
}

}  // namespace
}  // namespace magpie::vm

int main(int count, char** words) try {
    magpie::vm::require(count == 3, "radio add|remove NAME");
    magpie::vm::change(words[1], words[2]);
    return 0;
} catch (const std::exception& problem) {
    std::cerr << "radio: " << problem.what() << '\n';
    return 1;
}
