#include <string>
#include <vector>

#include "collector/ca/commands.hpp"
#include "platform/clock/clock.hpp"
#include "platform/service/private_memory.hpp"

int main(int argc, char** argv) {
    magpie::service::keep_memory_private();
    const magpie::platform::SystemClock clock;
    return magpie::collector::ca::run(std::vector<std::string>(argv + 1, argv + argc), clock);
}
